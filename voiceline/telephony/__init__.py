"""The only floor that says Twilio: forms become words here, places become TwiML, and the REST API is called.

It knows no row and decides nothing; what the carrier refuses becomes a ``CarrierError`` that says whether it may pass.
"""
