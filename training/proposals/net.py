"""The proposal net: inverted residuals (MobileNetV2) down to a 32nd, merged upwards (FPN) to one grid of an eighth.

Small enough for a photo of 512 pixels in about 15 ms on one core of this work's machine.
"""

from __future__ import annotations

import math
from typing import Any, Final

import tensorflow as tf
from tensorflow.keras import layers

from komando.hands.proposals import CHANNELS

_STEM: Final = 16
_WIDTHS: Final = (32, 56, 96, 144)  # at a 4th, 8th, 16th, 32nd
_DEPTHS: Final = (3, 4, 3)  # residual blocks at an 8th, 16th, 32nd
_MERGED: Final = 64
_EXPANSION: Final = 2


class FusedBatchNorm(layers.BatchNormalization):  # type: ignore[misc]
    """Batch norm that learns in one operation: that of Keras took half of the time of a step."""

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        """Normalise by the batch and follow its mean and variance; when not `training`, by those followed."""
        if not training:
            return super().call(inputs, training=False, mask=mask)
        outputs, mean, variance = tf.compat.v1.nn.fused_batch_norm(
            inputs, self.gamma, self.beta, epsilon=self.epsilon, is_training=True
        )
        for moving, of_batch in ((self.moving_mean, mean), (self.moving_variance, variance)):
            moving.assign(moving * self.momentum + of_batch * (1 - self.momentum))
        return outputs


def build(side_px: int) -> Any:
    """The net for (side_px, side_px, 3) crops in 0..1, as a Keras model; its outputs are logits and box terms."""
    image = tf.keras.Input((side_px, side_px, 3))
    quarter = _convolve(_convolve(image, _STEM, 3, 2), _WIDTHS[0], 3, 2)
    eighth = _convolve(quarter, _WIDTHS[1], 3, 2)
    for _ in range(_DEPTHS[0]):
        eighth = _residual(eighth, _WIDTHS[1])
    sixteenth = _residual(eighth, _WIDTHS[2], 2)
    for _ in range(_DEPTHS[1]):
        sixteenth = _residual(sixteenth, _WIDTHS[2], kernel=5)
    deepest = _residual(sixteenth, _WIDTHS[3], 2)
    for _ in range(_DEPTHS[2]):
        deepest = _residual(deepest, _WIDTHS[3], kernel=5)
    merged = layers.Add()([_convolve(sixteenth, _MERGED, 1), _doubled(_convolve(deepest, _MERGED, 1))])
    merged = _residual(merged, _MERGED)
    merged = layers.Add()([_convolve(eighth, _MERGED, 1), _doubled(merged)])
    merged = _residual(_residual(merged, _MERGED), _MERGED)
    return tf.keras.Model(image, layers.Conv2D(CHANNELS, 1)(merged))


def to_tflite(model: Any, side_px: int) -> bytes:
    """The trained net as a .tflite file for crops of `side_px`, weights in half precision."""
    sized = build(side_px)
    sized.set_weights(model.get_weights())
    converter = tf.lite.TFLiteConverter.from_keras_model(sized)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.target_spec.supported_types = [tf.float16]
    return bytes(converter.convert())


def _convolve(x: Any, channels: int, kernel: int, stride: int = 1, *, each: bool = False, active: bool = True) -> Any:
    """Convolution (`each`: of every channel by itself), batch norm and, if `active`, ReLU."""
    if stride == 2:
        x = layers.ZeroPadding2D(kernel // 2)(x)
    inputs = kernel**2 * (1 if each else x.shape[-1])
    settings = {"strides": stride, "padding": "valid" if stride == 2 else "same", "use_bias": False}
    begin = tf.keras.initializers.RandomUniform(-1 / math.sqrt(inputs), 1 / math.sqrt(inputs))
    if each:
        x = layers.DepthwiseConv2D(kernel, depthwise_initializer=begin, **settings)(x)
    else:
        x = layers.Conv2D(channels, kernel, kernel_initializer=begin, **settings)(x)
    x = FusedBatchNorm(momentum=0.9, epsilon=1e-5)(x)
    return layers.ReLU()(x) if active else x


def _residual(x: Any, channels: int, stride: int = 1, kernel: int = 3) -> Any:
    wide = x.shape[-1] * _EXPANSION
    y = _convolve(x, wide, 1)
    y = _convolve(y, wide, kernel, stride, each=True)
    y = _convolve(y, channels, 1, active=False)
    return layers.Add()([x, y]) if stride == 1 and x.shape[-1] == channels else y


def _doubled(x: Any) -> Any:
    return layers.UpSampling2D(2)(x)
