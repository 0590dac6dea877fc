"""Utterances written after the tables of phrases, to see how they do with what they were not made for.

The tables are not to be tuned to them; None is an honest answer, another choice is not.
"""

from tests.domain.utterances.lines import lines

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
