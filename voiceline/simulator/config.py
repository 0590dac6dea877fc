"""The account's settings: who it is, which numbers it has, where the line is, and how slow the world is to be."""

from __future__ import annotations

from dataclasses import dataclass

from voiceline.simulator.account import OwnedNumber


@dataclass(frozen=True)
class Config:
    account_sid: str
    auth_token: str
    line_number: str
    voice_url: str
    voice_status_url: str | None
    voice_fallback_url: str | None
    text_url: str
    sms_number: str | None = None
    whatsapp_number: str | None = None
    api_prefix: str = "/2010-04-01"
    caller_number: str | None = None  # what the line's own calls may show, besides line_number
    api_url: str = "https://api.twilio.com"  # where a RecordingUrl points
    ring_delay: float = 0.0
    delivery_delay: float = 1.0
    recording_delay: float = 0.5
    transcription_delay: float = 1.0
    calls_per_second: float | None = None  # of REST calls; what exceeds it is queued
    keep_silent_recordings: bool = False
    whatsapp_window: bool = False  # free-form WhatsApp only within 24 h of the other's last word (63016)
    advanced_opt_out: frozenset[str] | None = None  # words that silence besides the carrier's own; None: not set up

    @property
    def texting_number(self) -> str:
        return self.sms_number or self.caller_number or self.line_number

    def numbers(self) -> list[OwnedNumber]:
        """What the account owns to begin with, each number pointing to the line."""
        status, fallback = self.voice_status_url or "", self.voice_fallback_url or ""
        return [
            OwnedNumber(
                number,
                self.voice_url,
                status_callback=status,
                voice_fallback_url=fallback,
                sms_url=self.text_url,
            )
            for number in dict.fromkeys((self.line_number, self.caller_number, self.sms_number))
            if number
        ]

    @property
    def account_path(self) -> str:
        return f"{self.api_prefix}/Accounts/{self.account_sid}"

    @property
    def account_url(self) -> str:
        return self.api_url + self.account_path
