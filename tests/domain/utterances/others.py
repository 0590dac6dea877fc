"""Said of anything else, of a case, of the language; and what says nothing of any choice."""

from tests.domain.utterances.lines import lines

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
