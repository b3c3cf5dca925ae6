from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "foundation"

    def ready(self) -> None:
        from django.urls import register_converter

        from foundation.converters import NumberConverter

        register_converter(NumberConverter, "number")
