"""The carrier's account and address, as these tests know them."""

from voiceline.settings import Settings

SETTINGS = Settings.from_environment(
    {
        "DATABASE_URL": "postgresql://x/x",
        "REDIS_URL": "redis://x",
        "PUBLIC_URL": "https://line.example.com",
        "LINE_NUMBER": "+50256305476",
        "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
        "TWILIO_AUTH_TOKEN": "t",
        "SECRET_KEY": "a-secret-of-tests",
    }
)
API = f"https://api.twilio.com/2010-04-01/Accounts/{SETTINGS.account_sid}"
