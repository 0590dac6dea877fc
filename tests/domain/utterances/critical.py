"""What customers under stress say and text, as it arrives: misheard, misspelled, unpunctuated. One utterance a line.

Each list names the choice it makes of the first question. "Asked" ones are to be repeated back before they count.
"""

from voiceline.domain.speech.meaning import Meaning

WELCOME = {
    "1": (Meaning.CRITICAL,),
    "2": (Meaning.HIGH,),
    "3": (Meaning.ANYTHING_ELSE,),
    "4": (Meaning.MY_CASE,),
    "9": (Meaning.ENGLISH,),
    "*": (Meaning.REPEAT,),
}


def lines(words: str) -> list[str]:
    return [line.strip() for line in words.strip().splitlines()]


CRITICAL = lines("""
    crítico
    CRITICO
    Critico!!
    Crítica
    es crítico
    sí, es crítico
    si es critico
    no, es crítico
    No. Es crítico.
    muy crítico por favor
    es algo crítico
    kritico
    critiko
    crtico
    criticoooo
    uno
    UNO
    1
    1.
    1️⃣
    el uno
    la uno
    la número uno
    opción uno
    la opción número uno por favor
    marco uno
    marque uno
    número uno por favor señorita
    uno uno uno
    sí, uno
    uno, crítico
    1 crítico
    p1
    P 1
    prioridad uno
    prioridad 1
    severidad uno
    severidad crítica
    nivel uno
    está caído todo
    esta caido todo
    Está todo caído
    ESTA CAIDO
    todo caído
    caído
    caida total
    está caída la plataforma
    la plataforma está caída
    plataforma caída
    el sistema está caído
    El sistema está caído, es crítico
    el sistema se cayó
    se cayó el sistema
    se cayo
    se nos cayó todo
    se nos cayó el sistema desde las dos de la mañana
    se calló el sistema
    se callo todo
    el sistema se callo
    ya se volvió a caer, está caído otra vez
    otra vez se cayó el sistema
    fíjese que se nos cayó la plataforma y no podemos facturar
    Buenas noches, le habla Rosa Ortiz de Banco Maya, fíjese que el sistema no nos funciona desde las dos
    buenas noches disculpe la hora es que el sistema está caído
    no funciona nada
    no funciona nada de nada
    no nos funciona nada
    nada funciona
    no está funcionando nada, está caído
    no sirve nada
    no jala nada
    todo no funciona
    el sistema no funciona
    el sistema no nos funciona
    el sistema no está, no funciona el sistema
    no funciona el sistema
    no funciona la plataforma
    la página no carga
    la pagina no abre
    la aplicación no responde
    el servidor no responde
    el servidor está muerto
    se murió el servidor
    el sistema está tirado
    está tirado el servidor
    todo está abajo
    el sistema está abajo
    el sistma no funciona
    el sistema no funsiona, está caído
    no hay sistema
    no tenemos sistema
    estamos sin sistema
    nos quedamos sin sistema
    sin servicio en todas las agencias
    no hay paso
    se fue el sistema
    fuera de servicio
    estamos fuera de línea
    no podemos facturar
    no podemos facturar nada
    no podemos trabajar
    no podemos operar
    no podemos atender a nadie
    no podemos entrar
    no nos deja entrar
    no podemos hacer nada
    no pueden cobrar en ninguna tienda
    nadie puede entrar
    nadie puede entrar al sistema
    nadie puede facturar
    no entra nadie
    no puede entrar nadie
    ninguno de los cajeros puede entrar, nadie puede trabajar
    estamos parados
    estamos totalmente detenidos
    la operación está parada
    la planta está detenida
    perdimos los datos
    perdimos toda la información
    se perdieron los datos, perdimos todo
    se borró toda la base
    se borraron todos los datos
    pérdida total de datos
    nos hackearon
    tenemos ransomware
    es una emergencia
    emergencia
    EMERGENCIA SISTEMA CAIDO
    impacto total
    falla total
    falla general
    caída general del servicio
    no hay alternativa
    no hay ninguna alternativa
    no tenemos otra forma de hacerlo, no hay alternativa
    sin alternativa
    urge que nos ayuden está caído todo
    URGENTE!! SE CAYO EL SISTEMA
    urgente no podemos facturar
    auxilio se cayó todo
    no es lento, está caído
    no está lento, está caído
    no es consulta es crítico
    sí, por favor, está caído el sistema
    mire, está caído
    no funciona nada, ayúdenos por favor
    critical
    it's critical
    CRITICAL!!
    it is critical please
    critcal
    one
    number one
    option one
    press one
    one please
    priority one
    sev 1
    severity one
    the system is down
    system down
    our system is down
    it's down
    everything is down
    everything's down
    the whole platform is down
    the site went down
    website is down
    the server crashed
    server is dead
    nothing works
    nothing is working
    nothing is working at all
    the system is not working
    the system isn't working
    the system doesn't work
    the app won't open
    nobody can log in
    no one can work
    we can't work
    we can't invoice anybody
    we cannot access anything
    we are unable to work
    there is no workaround
    we lost all the data
    data loss
    it's an emergency
    emergency
    there's a total outage
    outage
    we got hacked
    we're stuck, it's down
    help, the system is down
    please help the system is down again
    English please, it's critical
    no, it's critical
    the sistema is down
""")

CRITICAL_ASKED = lines("""
    urgente
    es urgente
    URGENTE
    urgente por favor
    urge
    me urge
    urgentemente
    no, es urgente
    auxilio
    ayúdenme
    ayúdenos por favor
    es muy serio
    es grave
    cítrico
    es citrico
    Cristo
    creo que es crítico
    creo que está caído
    parece que se cayó el sistema
    no sé si es crítico
    tal vez crítico
    no estoy seguro, creo que uno
    no funciona
    no sirve
    no abre
    no carga
    no me deja entrar
    no puedo entrar
    no puedo ingresar
    no funciona el reporte
    no funciona el botón de exportar
    no contesta
    se trabó
    se congeló la pantalla
    pantalla en blanco
    pantalla negra
    me sale error 500
    está calido el sistema
    está fallando
    está parado
    crítico o alto
    es crítico, no, alto
    uno, dos
    uno no, dos
    una consulta urgente
    tengo una consulta pero está caído el sistema
    otra consulta, es crítico
    tres, está caído
    mi caso es crítico
    mi caso sigue igual y está caído el sistema
    es sobre mi caso, es urgente
    se había caído pero ya funciona
    se cayó pero ya levantó
    no, uno
    no es crítico, es crítico
    no funciona pero hay como trabajar a mano, no sirve
    urgent
    it's urgent
    very urgent please
    help
    help me please
    asap
    I think it's critical
    maybe it's down
    I'm not sure, critical
    not working
    it's not working
    it stopped working
    I can't log in
    I cannot get in
    I'm unable to log in
    it's frozen
    it's broken
    blank screen
    the system is town
    won
    critical or high
    I have a question, the system is down
    anything else, critical
    my case is critical
    it went down but it's working now
""")

HIGH = lines("""
    alto
    Alta
    es alto
    ALTO
    prioridad alta
    severidad alta
    severidad dos
    impacto alto
    dos
    2
    2)
    el dos
    opción dos por favor
    marco el dos
    número dos
    dos por favor
    dos, alto
    p2
    prioridad 2
    hay alternativa
    tenemos una alternativa
    tenemos alternativa temporal
    hay una solución temporal
    con una alternativa temporal
    el impacto es grande pero hay alternativa
    está intermitente
    es intermitente
    fallos intermitentes
    el servicio está intermitente
    hay intermitencia
    intermitencias desde la mañana
    va y viene
    se cae a cada rato
    a veces se cae
    se está cayendo a ratos
    por ratos
    no es crítico, es alto
    no es crítico pero es alto
    no está caído, está intermitente
    no está caído pero hay intermitencias
    high
    it's high
    high priority
    high please
    two
    option two
    number two please
    severity two
    sev 2
    hi priority
    it's intermittent
    intermittent failures
    on and off
    we have a workaround
    there is a temporary workaround
    it comes and goes
    it keeps crashing
    not critical, it's high
    big impact but there is a workaround
""")

HIGH_ASKED = lines("""
    to
    too
    está lento
    está lentísimo
    muy lento
    el sistema está muy lento
    va lento hoy
    tarda mucho
    creo que alto
    tal vez dos
    dos o tres
    alto, una consulta
    hay errores
    halto
    slow
    the system is slow
    it's very slow
    I think high
    maybe two
    two or three
    high, a question
""")

ANYTHING_ELSE = lines("""
    otra consulta
    otra consulta por favor
    OTRA CONSULTA
    otra
    otra cosa
    otro asunto
    cualquier otra consulta
    es otra consulta
    una consulta
    tengo una consulta
    consulta
    konsulta
    consutla
    quiero hacer una consulta
    buenas tardes, una consulta
    una pregunta
    tengo una pregunta
    tengo una duda
    dudas
    información
    quiero información
    necesito información por favor
    informacion de precios
    una cotización
    capacitación
    ventas
    tres
    3
    3.
    la tres
    opción tres
    marco tres
    tres por favor
    el número tres
    prioridad tres
    p3
    medio
    ninguna
    ninguna de las anteriores
    ninguna de esas
    something else
    anything else
    another thing, something else
    other
    a question
    I have a question
    just a question
    I need some information
    three
    option three
    number three please
    priority three
    none of the above
    low
    a quote please
""")

ANYTHING_ELSE_ASKED = lines("""
    no es urgente
    no es urgente, es una consulta
    no es nada urgente
    no es crítico, es otra consulta
    no es crítico, una pregunta
    no está caído, es una consulta
    nada grave
    no urge
    puede esperar
    cuando puedan
    sin prisa
    creo que otra consulta
    tal vez tres
    una sugerencia
    tree
    it's not urgent
    not urgent, just a question
    not critical, something else
    it can wait
    no rush
    maybe a question
""")

MY_CASE = lines("""
    cuatro
    4
    opción cuatro
    mi caso
    es por mi caso
    tengo un caso abierto
    sobre mi caso abierto
    ya tengo un caso
    caso 417
    el caso 417
    mi ticket
    el estado de mi caso
    estatus de mi ticket
    seguimiento
    quiero dar seguimiento a mi caso
    four
    my case
    about my open case
    I have an open case
    the status of my ticket
    follow up
""")

ENGLISH = lines("""
    nueve
    9
    english
    English please
    inglés
    ingles por favor
    inglish
    in english please
    do you speak english
    nine
    option nine
""")

REPEAT = lines("""
    *
    asterisco
    repita
    repita por favor
    me puede repetir
    otra vez
    otra vez por favor
    de nuevo
    ¿cómo?
    ¿cómo dijo?
    ¿mande?
    perdón
    no le entendí
    no escuché
    ¿cuáles son las opciones?
    repeat
    repeat please
    again please
    say that again
    pardon
    sorry?
    what?
    star
""")

NOTHING = lines("""

    hola
    buenas noches
    aló
    hola buenas noches
    eh
    este
    gracias
    bueno
    Rosa Ortiz
    habla Rosa de Banco Maya
    un momento
    espere
    cinco
    7
    11
    111
    numeral
    #
    👍
    🙂🙂
    ...
    no
    sí
    no es crítico
    no está caído
    ya no está caído
    no es crítico ni urgente, no
    son las dos de la mañana
    desde las dos
    tengo un problema
    hello
    hi
    good morning
    one moment please wait
    seven
    thank you
    yes
    it's not critical
    it's not down
    I have a problem
    asdf qwer
""")

URGENT = [*CRITICAL, *CRITICAL_ASKED, *HIGH, *HIGH_ASKED]

TABLE = [
    *((words, "1", True) for words in CRITICAL),
    *((words, "1", False) for words in CRITICAL_ASKED),
    *((words, "2", True) for words in HIGH),
    *((words, "2", False) for words in HIGH_ASKED),
    *((words, "3", True) for words in ANYTHING_ELSE),
    *((words, "3", False) for words in ANYTHING_ELSE_ASKED),
    *((words, "4", True) for words in MY_CASE),
    *((words, "9", True) for words in ENGLISH),
    *((words, "*", True) for words in REPEAT),
    *((words, None, None) for words in NOTHING),
]

# Written after the tables of phrases, to see how they do with what they were not made for. They are not to be tuned to
# it; None is an honest answer, another choice is not.
HELD_OUT_URGENT = lines("""
    señorita buenas noches es que tenemos el sistema completamente abajo
    nos están reclamando los clientes porque la app no abre
    llevamos una hora sin sistema
    ninguna sucursal tiene sistema
    no podemos despachar los camiones
    el cliente está furioso porque no puede pagar en la página
    no le aparecen los saldos a nadie, está todo mal
    me urge hablar con alguien
    necesito un ingeniero urgente
    todos los usuarios reportan error
    la información desapareció del sistema
    nos salen pantallas de error a todos
    se están perdiendo las transacciones
    las consultas no responden, se cayó la base
    quiero preguntar si ustedes tienen caído el servicio
    es otra consulta pero el sistema no sirve
    no hay forma de entrar
    no logramos levantar el servidor
    se quemó el servidor
    desde anoche no tenemos facturación
    el sistema no me reconoce y nadie puede facturar
    hay un incendio, todo está detenido
    buenas, sistema caido, gracias
    sistema no funciona ayuda
    k onda se callo la plataforma
    ya ni entra la pag, urge
    no one can access the portal
    our customers can't pay
    production is down
    prod is down
    payments are failing
    can't process payments
    we need someone right now
    all of our branches lost the system
    the database won't start
    I'm calling because our site is dead
    I have a question, why is the platform down
    other, well, the system does not respond
""")

CONFIRM = {"1": (Meaning.YES, Meaning.CRITICAL), "2": (Meaning.NO,)}  # "Entendí: crítico. ¿Es correcto?"
_YES = """
    sí
    si
    SI
    síii
    sip
    sí, señorita
    si por favor
    sí es crítico
    sí, está caído
    si es correcto
    correcto
    exacto
    así es
    claro
    claro que sí
    cabal
    simón
    ajá
    dale
    eso es
    afirmativo
    ok
    está bien
    uno
    el uno
    yes
    yeah
    yep
    yes it is
    yes please
    that's right
    correct
    of course
    sure
    y
"""
_NO = """
    no
    NO
    nooo
    nel
    no no
    no, señorita
    no gracias
    no es correcto
    para nada
    claro que no
    todavía no
    negativo
    dos
    no, es otra consulta
    nope
    no it's not
    that's wrong
    not yet
    n
"""
CONFIRMED = [
    *((said, "1", True) for said in lines(_YES)),
    *((said, "2", True) for said in lines(_NO)),
    ("no es crítico", "2", False),  # or "no, es crítico"
    ("no, es alto", "2", False),
    ("sí pero no", "1", False),
    ("no funciona", "1", False),
    ("creo que sí", "1", False),
    ("hola", None, None),
]

SOLVED = [
    *(
        (said, True)
        for said in ("sí", "SI", "s", "ok", "yes", "Resuelto", "sí, ya funciona", "ya quedó", "it works now")
    ),
    *((said, True) for said in ("correcto", "si gracias", "Sí, muchas gracias", "ya no falla", "all good", "sip")),
    *((said, False) for said in ("no", "NO", "n", "todavía no", "aún no", "not yet", "sigue fallando", "no funciona")),
    *(
        (said, False)
        for said in ("sigue igual", "sigue caído", "no, sigue igual", "it's still down", "not fixed", "nop")
    ),
    *(
        (said, None)
        for said in ("", "gracias", "sí pero sigue lento", "no, ya funciona", "1", "hola", "está caído todo")
    ),
    *((said, None) for said in ("¿quién atiende mi caso?", "creo que sí", "🙂", "no sé")),
]
