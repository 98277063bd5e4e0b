"""The label of one hand: a rounded plate in the verdict's colour with icon and text."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageDraw

from komando.hands.geometry import FloatArray
from komando.policy.verdict import Verdict
from komando.report.colors import INK, VERDICT_COLORS, text_color
from komando.report.fonts import line_height_px, load_font
from komando.report.icons import verdict_icon


@dataclass(frozen=True, slots=True)
class Label:
    """What a label says.

    Attributes:
        text: One line.
        verdict: Gives colour and icon.
        font_px: Size of the font.
    """

    text: str
    verdict: Verdict
    font_px: int

    @property
    def padding_px(self) -> int:
        """White space around and between icon and text."""
        return max(2, round(self.font_px * 0.22))

    @property
    def size_wh(self) -> tuple[int, int]:
        """Width and height in pixels."""
        font = load_font(self.font_px)
        height = line_height_px(font) + self.padding_px
        return round(font.getlength(self.text)) + self.font_px + 4 * self.padding_px, height


def draw_label(canvas: Image.Image, label: Label, box_xyxy: FloatArray) -> None:
    """Draw a label into its box, in place."""
    x1, y1, x2, y2 = (float(value) for value in box_xyxy)
    draw = ImageDraw.Draw(canvas)
    color, mark = VERDICT_COLORS[label.verdict], text_color(label.verdict)
    draw.rounded_rectangle(
        (x1, y1, x2 - 1, y2 - 1), radius=(y2 - y1) * 0.25, fill=color, outline=INK, width=max(1, label.font_px // 18)
    )
    icon = verdict_icon(label.verdict, label.font_px, mark, color)
    canvas.paste(icon, (round(x1) + label.padding_px, round((y1 + y2 - label.font_px) / 2)), icon)
    left = x1 + label.font_px + 2.5 * label.padding_px
    draw.text((left, (y1 + y2) / 2), label.text, font=load_font(label.font_px), fill=mark, anchor="lm")
