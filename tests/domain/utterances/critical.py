"""Said of what is critical. What is "asked" is to be repeated back before it counts."""

from tests.domain.utterances.lines import lines

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
