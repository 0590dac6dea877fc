"""What people say and mean by it: tables of phrases, Spanish and English side by side, as heard and as mistyped.

Phrases are in plain words (lower case, no accents, no apostrophes). ``*`` is any ending, ``|`` an alternative
(of more words with ``+``), ``_`` up to three words between, ``^`` and ``$`` the beginning and the end of one breath.
"""

from voiceline.domain.speech.meaning import Meaning
from voiceline.domain.speech.plain_words import phrases_of

_THING = (
    "sistema|sistemas|plataforma|aplicacion|app|servidor|servidores|servicio|pagina|portal|sitio|web|sap|programa|base"
    "|red|operacion|produccion|planta"
)
_SYSTEM = "system|systems|platform|server|servers|service|site|website|app|application|portal|page|database|production"
_WORK = (
    "operar|facturar|trabajar|vender|cobrar|atender|despachar|entrar|ingresar|acceder|hacer|producir|loguearnos|usar"
    "|pagar|procesar"
)
_NOBODY = "nadie|ninguno|ninguna"
_FAILS = (
    "funciona|funcionan|funcione|sirve|sirven|jala|jalan|responde|responden|carga|cargan|levanta|levanto|prende|arranca"
)
_STUBBORN = "agarra|agarran|camina|caminan|quiere|quieren|da|dan|conecta|sale|salen|saliendo|jalo|abrio|prendio"
_CUT = "se fue|no+hay|cortaron _ luz|energia|internet|senal|linea|conexion"
_ALL = "todo|toda|todos|todas|nada|completo|completa|totalmente|completamente"


# By itself it is enough.
CLEAR: dict[Meaning, tuple[str, ...]] = {
    Meaning.CRITICAL: phrases_of(
        f"""
        critico|critica|criticos|criticas|criticamente, kritico|critiko|criticoo|cristico|cri tico|crritico,
        prioridad|severidad|nivel|grado uno|1|maxima|critica, p|pe 1|uno, p1, maxima prioridad|urgencia,
        emergencia|emergencias, gravisim*, urgentisim*, lo mas grave, muy grave, caid*|cahido|kaido|kaida|caydo,
        se _ cayo|callo|cayeron|cayendo|calleron|cae, cayo|cayeron, ca ido,
        {_THING} _ apagado|apago|botado|boto|callo|callado|tirad*|abajo|muert*|murio|parad*|detenid*,
        esta|estan|todo|quedo _ tirado|tirada|tirados|abajo|muerto|muerta, se _ murio|apago|boto el|la {_THING},
        esta botado|botada, se vino abajo, fuera de servicio|linea, esta|estamos|quedo|quedamos|todo _ offline,
        se fue el|la|todo {_THING}, no|ni _ {_FAILS} _ {_ALL}, todo|toda|todos|todas _ no _ {_FAILS},
        nada _ {_FAILS}|furula|anda, {_THING} _ no _ {_FAILS}|{_STUBBORN}|abre|abren|anda|hay|existe|contesta,
        no _ {_FAILS}|{_STUBBORN}|abre|contesta _ {_THING}, no hay|ay|hai|tenemos|tengo {_THING}|paso|acceso,
        no hay|tenemos comunicacion|conexion _ {_THING}, sin poder {_WORK},
        toda|todas|todo|todos _ parad*|detenid*|cerrad*|bloquead*, se desconecto|apago|cerro|trabo|colgo todo,
        colapso|colapsado|colapsada, codigo rojo, vida o muerte, sin {_THING}|acceso|operacion,
        quedamos|quede|dejo _ sin {_THING}|nada|acceso|operar|facturar,
        no podemos|pueden|logramos|nos+deja|nos+permite _ {_WORK}, no podemos hacer nada, nada podemos hacer,
        {_NOBODY} puede|logra|pudo|consigue, {_NOBODY} de _ puede|pueden, {_NOBODY} tiene acceso,
        no _ puede|entra|ingresa|trabaja {_NOBODY},
        {_NOBODY} _ entra|entrar|ingresar|acceder|trabajar|facturar|operar|trabaja|factura|opera, no _ entra nadie,
        no puede entrar nadie, no tenemos como _ facturar|operar|trabajar|atender,
        perdimos|perdio|perdieron|perdiendo _ datos|informacion|todo|base, perdida _ datos|informacion|total,
        se _ borro|borraron|borrando _ todo|toda|datos|base|informacion,
        desaparecio|desaparecieron _ todo|toda|todos|datos, borraron _ base|datos|todo|informacion,
        hackearon|hackeado|hackeados|jaquearon|hakearon|hakeado|haquearon|jakearon|ransomware,
        secuestraron|ciberataque, ataque cibernetico,
        estamos|quedamos|tienen _ parados|paradas|detenidos|varados|paralizados|bloqueados|incomunicados|a+ciegas,
        paralizad*|paralizo, impacto|falla|caida|apagon|perdida total, falla|caida general|masiva|generalizada,
        no hay|tenemos|existe _ alternativa|otra+opcion|otra+forma|manera|plan+b, sin alternativa|alternativas,
        critical|critically|criticle|critikal|crtical|cridical|kritical|critcal, the most urgent,
        priority|severity|sev|level|prio one|1|won, sev1, p one, code red, showstopper, emergency|emergencies,
        very serious, life or death,
        {_SYSTEM} _ froze|stopped|hung|down|dead|died|crashed|gone|broken|offline|off+line|collapsed|frozen,
        is|are|its|was|were|went|theyre|been|completely|totally|all|everything|everythings|systems _ down,
        everything|everythings|all _ down|dead|crashed|broken|offline|stopped|failing|failed, down again|still,
        ^down$, crashed|crashing, outage|outtage|blackout, meltdown,
        nothing _ works|working|loads|loading|responds|responding|functions, nothing at all,
        {_SYSTEM} _ not|isnt|doesnt|wont|wouldnt|cant|stopped _ work|working|responding|respond|load|start|open,
        no+one|nobody|noone can|cant|has|could|gets, none of _ can|works|work,
        not|isnt|doesnt|stopped work|working at all,
        we cant|cannot|can+not|couldnt _ work|operate|bill|invoice|sell|ship|login|log+in|get+in|access|do|process,
        we|were _ unable to work|operate|bill|invoice|sell|access|log+in|login,
        lost|losing|lose _ data|everything|database|information, data loss, data is gone, wiped|erased,
        hacked|breached|ransomware|cyberattack, no workaround|alternative, theres|there is no way around|other,
        complete|total|full|major|system failure|stop|halt|loss|impact, standstill, we are|were stuck|blocked,
        service unavailable, everyone|everybody|we|all _ locked out,
        the whole thing|place|company _ dead|down|gone|broken
        """
    ),
    Meaning.HIGH: phrases_of(
        """
        alto|alta|altos, prioridad|severidad|nivel dos|2|alta, p|pe 2|dos, p2, impacto grande|fuerte|alto,
        hay|tenemos|existe|tengo|con|usamos|usando _ alternativa|alternativas|plan+b|solucion+temporal,
        alternativa temporal|manual, solucion temporal|provisional, temporalmente, trabajando a mano,
        intermitente|intermitentes|intermitencia|intermitencias|intermitentemente|intermintente,
        se _ cae|cayendo|va|traba|cuelga _ ratos|rato|veces|momentos|seguido, a veces|ratos _ cae|falla|entra,
        por ratos|momentos, va y viene, sube y baja, si y a ratos no, high, hi priority|severity|impact, its hi$,
        priority|severity|sev|level|prio two|2|too|to, p two|to, sev2, big impact,
        intermittent|intermittently|intermitent|flaky|unstable, on and off,
        temporary|have|got|is|with|using _ workaround|work+around|alternative|way+around, work around|workaround,
        keeps|kept _ dropping|crashing|failing|going+down, comes and goes, goes up and down
        """
    ),
    Meaning.ANYTHING_ELSE: phrases_of(
        """
        otra|otras|otro|otros|cualquier _ consulta|cosa|asunto|tema|motivo|tipo|pregunta|duda, otra$, otro$,
        consulta|consultas|konsulta|consultar|pregunta|preguntas|preguntar|duda|dudas|cotizacion|cotizar,
        ^informacion$, informacion de|sobre|del|acerca, informes|informarme,
        quiero|quisiera|necesito|deseo|pedir|dar|solicitar _ informacion, capacitacion|ventas, recursos humanos,
        prioridad|severidad|nivel tres|cuatro|3|4|media|baja, p 3|4|tres|cuatro, p3|p4, medio, bajo$,
        ninguna|ninguno de esas|esos|ellas|las+anteriores|los+anteriores|las+opciones, ^ninguna|ninguno$,
        nada de eso, something|anything|someone|another|other else|thing|matter|reason|query|question|issue|topic,
        ^other$, question|questions|inquiry|enquiry|quote|training|sales, ^information$,
        some|need|want|more|general information, information about|on,
        priority|severity|sev|level three|four|3|4|low|medium, p three|four, ^medium|low$, none of
        """
    ),
    Meaning.MY_CASE: phrases_of(
        """
        mi|mis|nuestro|un|el|este|del|tengo|tenemos _ caso|ticket|tiquete|casos|tickets, reporte abierto,
        caso|ticket|tiquete abierto|pendiente|numero|anterior|existente, seguimiento, mi|del solicitud|incidente,
        estado|estatus|status|avance _ caso|ticket, caso [0-9]*, ^estado|estatus|status$,
        my|our|open|existing|the|a|that|have _ case|ticket|cases|tickets, follow up|followup, status of|update
        """
    ),
    Meaning.ENGLISH: phrases_of(
        """
        english|inglish|englis|inglis|ingles|inglesh|ingleses|engish, in english
        """
    ),
    Meaning.SPANISH: phrases_of(
        """
        espanol|castellano|spanish|espaniol
        """
    ),
    Meaning.REPEAT: phrases_of(
        """
        repita|repitame|repitalo|repitan|repetir|repite|repitamelo|repeteme, otra vez|ves, de nuevo, nuevamente,
        ^como|que$, como dijo|dice, que dijo|dice, perdon|perdone|disculpe$, ^mande$, no _ escuche|oi|oigo,
        no _ escucho|entendi|entiendo|oyo, mas despacio|lento por favor, cuales son las opciones|opcion, ^opciones$,
        ^menu$, repeat|again, pardon|sorry$, repeat that|it|please|the, ^what$, say that|it, come again,
        did not|didnt hear|catch|get|understand, cant|couldnt hear|understand, slower|slowly, what _ options|choices
        """
    ),
    Meaning.YES: phrases_of(
        """
        ^si|sip|sep|sipi|sii$, ^si si, que si, claro$, claro que si, correcto|exacto|exactamente, asi es,
        aja|aha|ajam$, cabal|cabales|simon|sale|va|vaya|dale|afirmativo|eso$, eso es$, de acuerdo, esta bien,
        ok|okay|oki|okey|oka$, por supuesto, en efecto, es correcto, si correcto|es|senor|senorita,
        ^yes|yeah|yep|yup|yas|yess|ye|y|s$, ^yes yes|sir|maam|correct|it|please|thats, correct|right$,
        thats right|correct|it, sure|absolutely|affirmative|exactly|definitely$, of course, uh huh, it is$
        """
    ),
    Meaning.NO: phrases_of(
        """
        ^no|nop|nel|nope|nah|n|noo|nones|naranjas$, ^no no, ^no gracias|senor|senorita|para+nada|es+eso|es+asi,
        negativo$, para nada, claro que no, incorrecto|equivocado|falso$, no es correcto|cierto, que no$,
        todavia|aun no$, ^todavia|aun no, not yet, ^no thanks|thank|sir|maam|its+not|thats+not, thats wrong|not,
        wrong|incorrect|negative$, not right|correct, of course not, not at all$
        """
    ),
    Meaning.SOLVED: phrases_of(
        """
        resuelto|solucionado|arreglado|reparado|solventado,
        ya _ funciona|funcionan|quedo|levanto|regreso|sirve|entra, ya volvio el|la|todo,
        ya _ esta+bien|estamos+bien|podemos|trabaja|anda|jala, ya no _ falla|fallando|cae|caid*|trabado|da,
        todo bien, funciona bien|perfecto, ^listo$, solved|fixed|resolved, works|working now|fine|again|well|good,
        it works|worked, all good, back up|online
        """
    ),
    Meaning.STILL_FAILS: phrases_of(
        """
        sigue|siguen|continua|seguimos _ fallando|igual|caido|mal|malo|sin|error|lo+mismo|problema|lento|falla,
        todavia|aun _ no _ funciona|sirve|entra|podemos|queda|esta, todavia|aun falla|fallando, ^igual$,
        no _ funciona|sirve|quedo|resuelto|solucionado|arreglado, sigue _ no,
        volvio a fallar|caerse|caer|trabarse|pasar,
        still _ down|failing|broken|fails|not|same|error|wrong|doesnt|isnt, not|isnt _ fixed|solved|resolved|working,
        doesnt work, does not work, same|failing again
        """
    ),
}

# It points that way, but others say it too: asked back.
VAGUE: dict[Meaning, tuple[str, ...]] = {
    Meaning.CRITICAL: phrases_of(
        f"""
        urge|urgente|urgentes|urgencia|urgencias|urjente|urgentemente|urgent|urgently|urgency|hurgente|urg, asap,
        auxilio|socorro|ayudenme|ayudeme|ayudenos|sos|grave|graves|serio|desastre|catastrofe, help|disaster,
        citrico|cristo|critic|crito|crisis, right now|away|immediately|inmediato|inmediatamente, cuanto antes,
        no|ni _ {_FAILS}|{_STUBBORN}|abre|abren|entra|entran|anda|puedo|podemos|puede|pueden|permite|deja|contesta,
        fallo|fallando|falla|fallas|fallan, trabado|trabada|trabo|colgado|colgo|congelado|congelo,
        no|ni _ pasa|pasan|aparece|aparecen|certifica|certifican|certificando|procesa|procesan,
        todos|todas los|las usuarios|cajas|agencias|tiendas _ error|errores|problema|problemas, truena|tronando,
        caer|callo|calido|tirado|tirada|abajo|muerto|parado|parada|detenido|detenida|bloqueado|bloqueada|bloqueados,
        pantalla _ blanco|negra|negro|azul|blanca, error 500|502|503|504|quinientos, panico|borro|borraron|perdimos,
        not|isnt|doesnt|wont|stopped work|working|responding|loading|load|open|start|connect, locked out,
        broken|frozen|stuck|unreachable, blank screen, saca|saco|sacando _ sistema,
        quedo|quedado pegado|pegada|colgado, incendio|fuego|quema|quemando|quemo|humo|inundo|inundacion|exploto,
        robaron|robo|hurtaron, se _ jodio|arruino|descompuso|paro|pararon, trono, ya valio, borre,
        no|ni _ habre|kiere|funsiona|fnciona|imprime|imprimen|transmite|dispensa|dispensan, {_CUT}, apagon,
        cant|cannot|unable|couldnt _ log|login|access|get|open|connect|work|bill|invoice|sell|process|pay,
        failing|failed|fails|failure|offline, {_SYSTEM} _ town|done|don|dawn, system|systems dow|dwn|donw,
        its|it is dow|dwn|donw|bad, down|critic, be one, pe uno
        """
    ),
    Meaning.HIGH: phrases_of(
        """
        lento|lenta|lentos|lentisimo|lentisima|lentitud|tarda|tardando|demora, slow|slowly|slowness|sluggish|lagging,
        parcial|parcialmente|parte del|partially|partly|some users|algunos usuarios, lots|many|muchos errores|errors,
        errores, sale|salen|da|tira|marca error, halto|hight|hihg
        """
    ),
    Meaning.ANYTHING_ELSE: phrases_of(
        """
        no es|hay|era|tan|nada|tiene urgente|urgentes|urgencia|emergencia|grave, nada urgente|grave, no urge|corre,
        no es|hay tan|nada|muy|algo|ninguna|una|mucha urgente|urgencia|emergencia|grave, sin urgencia|prisa|apuro,
        no hay|tengo prisa|apuro, puede|puedo esperar, cuando puedan|pueda|tengan, not|isnt|nothing urgent|serious,
        not|isnt an|that|so|very|really urgent|emergency|serious, can|could wait, no hurry|rush|urgency|emergency,
        otro|otra|menor|other|minor|else, sugerencia|recomendacion|mejora|suggestion, como se|puedo hacer
        """
    ),
    Meaning.MY_CASE: phrases_of(
        """
        caso|ticket|tiquete|case, reporte anterior|pendiente, mi reporte, novedades, any news
        """
    ),
    Meaning.YES: phrases_of(
        """
        ^si|yes|yeah|claro|ok|okay
        """
    ),
    Meaning.NO: phrases_of(
        """
        ^no|nope|nel
        """
    ),
}
