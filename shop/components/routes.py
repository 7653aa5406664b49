"""Parts of addresses as people write them."""

from django.urls import register_converter

from shop.typed.numbers import read_number


class NumberInAddress:
    """The number of an order or a return: `<number:number>` in a path."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        return read_number(value)

    def to_url(self, value: str) -> str:
        return value


register_converter(NumberInAddress, "number")
