"""The quotes of a CSV text at a glance: bits in words, 64 bytes of the text at a time.

To list where the quotes stand and look at each costs four times as much where every cell is quoted.
"""

import numpy as np

Bits = np.ndarray
"""Words of 64 bits, one for each byte of a text, which are at least one more; the first is the lowest."""

_WORD = 64
_ONE, _TOP = np.uint64(1), np.uint64(_WORD - 1)
_QUOTE, _COMMA, _LF, _CR = b'",\n\r'


def within_quotes(text: bytes) -> Bits | None:
    """From each opening quote up to its closing one, if each opens at a field's start or closes at its end.

    Quotes alternate between opening and closing; a doubled quote closes and opens again. None means only
    that the text must be read with more care: a quote inside a plain field is ordinary.
    """
    letters = np.frombuffer(text, dtype=np.uint8)
    quote = letters == _QUOTE
    quotes = _bits(quote)
    within = _odd_so_far(quotes)
    if within[-1] >> _TOP:
        return None  # one is left open
    at_end = _bits(quote | (letters == _COMMA) | (letters == _LF) | (letters == _CR))
    # The text itself begins a field and ends one.
    at_end[letters.size // _WORD] |= _ONE << np.uint64(letters.size % _WORD)
    behind, before = at_end << _ONE, at_end >> _ONE
    behind[1:] |= at_end[:-1] >> _TOP
    behind[0] |= _ONE
    before[:-1] |= at_end[1:] << _TOP
    well_placed = (within & behind) | (~within & before)
    return None if (quotes & ~well_placed).any() else within


def holds_line_feed(text: bytes, within: Bits) -> bool:
    """Whether one of a text's line feeds is among these bytes."""
    return bool((_bits(np.frombuffer(text, dtype=np.uint8) == _LF) & within).any())


def _bits(flags: np.ndarray) -> Bits:
    words = np.zeros(flags.size // _WORD + 1, dtype="<u8")
    packed = np.packbits(flags, bitorder="little")
    words.view(np.uint8)[: packed.size] = packed
    return words


def _odd_so_far(bits: Bits) -> Bits:
    """Whether an odd number of bits is set up to each one, itself included."""
    odd = bits.copy()
    for step in (1, 2, 4, 8, 16, 32):
        odd ^= odd << np.uint64(step)
    before = np.logical_xor.accumulate(odd >> _TOP)  # of whole words
    odd[1:][before[:-1]] ^= ~np.uint64(0)
    return odd
