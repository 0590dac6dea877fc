"""Said of what is high. What is "asked" is to be repeated back before it counts."""

from tests.domain.utterances.lines import lines

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
