"""What the vendor's codes for messages mean, in our own words."""

TROUBLES = {
    21610: "The recipient has opted out of messages from this number.",
    21614: "The number cannot get SMS: it is not a mobile.",
    30003: "The phone was off or out of coverage.",
    30005: "The number is unknown or not in service.",
    30006: "A landline, or a carrier that cannot be reached.",
    30007: "The carrier filtered the message.",
    30008: "The carrier gave no reason.",
    30036: "It waited in the queue for longer than its validity period.",
    63003: "The channel found no such address.",
    63016: "Free-form outside of the 24-hour window: a template is needed.",
    63024: "The number does not get WhatsApp messages.",
}
