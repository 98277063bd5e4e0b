"""Renders scenes with Blender's Cycles through the ``bpy`` package."""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path
from typing import Any

import bpy
import cv2
import numpy as np
from mathutils import Matrix, Vector

from .geometry import FloatArray
from .scene import Camera, Colour, Light, Material, MeshPart, Scene, Surroundings

_log = logging.getLogger(__name__)
_SEED = 7
_NOISE_LEFT_TO_DENOISER = 0.08
_MAX_RADIANCE = 20.0
_BLUR_PX = 1
_DARKEST_SEEN = 0.01
_QUICK_MAP_PX = 256
_PAINTED_HAIR: Colour = (0.02, 0.014, 0.011)


@lru_cache(maxsize=8)
def _panorama_pixels(path: str) -> FloatArray:
    """Returns (h, w, 3) linear RGB of an HDRI, first row at the top."""
    image = bpy.data.images.load(path)
    width, height = image.size
    pixels = np.array(image.pixels[:], dtype=np.float64).reshape(height, width, -1)
    bpy.data.images.remove(image)
    return pixels[::-1, :, :3]


def _panorama_levels(path: str, azimuth_deg: float, fov_deg: float) -> tuple[float, float]:
    """Measures a panorama.

    Args:
        path: The HDRI file.
        azimuth_deg: The part that stands behind the subject.
        fov_deg: Field of view of the camera.

    Returns:
        The median luminance of what the camera sees of it, and the irradiance over pi on a wall that faces the camera.
    """
    pixels = np.minimum(_panorama_pixels(path), _MAX_RADIANCE * 50.0)
    luminance = pixels @ np.array([0.2126, 0.7152, 0.0722])
    height, width = luminance.shape
    azimuth = (np.arange(width) + 0.5) / width * 360.0 - 180.0 - azimuth_deg
    azimuth = (azimuth + 180.0) % 360.0 - 180.0
    elevation = 90.0 - (np.arange(height) + 0.5) / height * 180.0
    seen = (np.abs(elevation)[:, None] < fov_deg / 2.0) & (np.abs(azimuth)[None, :] < fov_deg / 2.0)
    facing = np.clip(-np.cos(np.radians(azimuth))[None, :] * np.cos(np.radians(elevation))[:, None], 0.0, None)
    solid_angle = np.cos(np.radians(elevation))[:, None] * (2.0 * np.pi / width) * (np.pi / height)
    irradiance = float((luminance * facing * solid_angle).sum() / np.pi)
    return max(_DARKEST_SEEN, float(np.median(luminance[seen]))), irradiance


def _out_of_focus(path: str) -> Any:
    """Returns a Blender image of the panorama, blurred a little as behind a lens that looks at something near."""
    pixels = np.minimum(_panorama_pixels(path), _MAX_RADIANCE)
    wrapped = np.pad(pixels, ((0, 0), (_BLUR_PX * 4, _BLUR_PX * 4), (0, 0)), mode="wrap").astype(np.float32)
    blurred = cv2.GaussianBlur(wrapped, (0, 0), _BLUR_PX)[::-1, _BLUR_PX * 4 : -_BLUR_PX * 4]
    height, width = blurred.shape[:2]
    image = bpy.data.images.new("soft", width, height, float_buffer=True)
    image.colorspace_settings.name = "Linear Rec.709"
    image.pixels.foreach_set(np.dstack([blurred, np.ones((height, width), np.float32)]).ravel())
    return image


class Renderer:
    """Draws scenes; keeps nothing between two of them.

    Attributes:
        samples: Light paths per pixel before denoising.
        threads: Number of CPU threads.
        quick: Whether to spend less on light, for small pictures in large numbers.
    """

    def __init__(self, textures: Path, *, samples: int, threads: int, quick: bool = False) -> None:
        """Remembers the settings.

        Args:
            textures: The folder with the masks for nails and lips.
            samples: Light paths per pixel before denoising.
            threads: Number of CPU threads.
            quick: Whether to spend less on light.
        """
        self._textures = textures
        self.samples = samples
        self.threads = threads
        self.quick = quick
        self._panoramas = Path(bpy.utils.resource_path("LOCAL")) / "datafiles" / "studiolights" / "world"

    def render(self, scene: Scene, path: Path) -> None:
        """Writes the picture of a scene as a PNG file."""
        bpy.ops.wm.read_factory_settings(use_empty=True)
        stage = bpy.context.scene
        for part in scene.parts:
            self._add_part(stage, part)
        for light in scene.lights:
            _add_lamp(stage, light)
        _add_camera(stage, scene.camera)
        self._add_surroundings(stage, scene.surroundings, scene.camera.fov_deg)
        self._configure(stage, scene, path)
        bpy.ops.render.render(write_still=True)

    def _configure(self, stage: Any, scene: Scene, path: Path) -> None:
        stage.render.engine = "CYCLES"
        cycles = stage.cycles
        cycles.device = "CPU"
        cycles.seed = _SEED
        cycles.samples = self.samples
        cycles.use_adaptive_sampling = True
        cycles.adaptive_threshold = _NOISE_LEFT_TO_DENOISER
        cycles.adaptive_min_samples = 8
        cycles.max_bounces = 3
        cycles.sample_clamp_indirect = 3.0
        cycles.sample_clamp_direct = 20.0
        cycles.use_denoising = True
        cycles.denoiser = "OPENIMAGEDENOISE"
        if self.quick:
            cycles.use_adaptive_sampling = False
            cycles.max_bounces = 2
            cycles.denoising_quality = cycles.denoising_prefilter = "FAST"
            stage.world.cycles.sampling_method = "MANUAL"
            stage.world.cycles.sample_map_resolution = _QUICK_MAP_PX
        stage.view_settings.view_transform = "Filmic"
        stage.view_settings.look = "High Contrast"
        stage.view_settings.exposure = scene.exposure_stops
        stage.render.resolution_x, stage.render.resolution_y = scene.camera.size_px
        stage.render.resolution_percentage = 100
        stage.render.threads_mode = "FIXED"
        stage.render.threads = self.threads
        stage.render.image_settings.file_format = "PNG"
        stage.render.image_settings.color_mode = "RGB"
        stage.render.filepath = str(path)

    def _add_part(self, stage: Any, part: MeshPart) -> None:
        mesh = bpy.data.meshes.new("part")
        faces = [[int(corner) for corner in face if corner >= 0] for face in part.faces]
        mesh.from_pydata(part.vertices.tolist(), [], faces)
        layer = mesh.uv_layers.new()
        layer.data.foreach_set("uv", part.uvs[part.faces >= 0].ravel())
        mesh.polygons.foreach_set("use_smooth", [True] * len(faces))
        for name, values in (("palm", part.paint.palm), ("hair", part.paint.hair)):
            if values is not None:
                mesh.attributes.new(name, "FLOAT", "POINT").data.foreach_set("value", values)
        mesh.update()
        mesh.materials.append(self._material(part.material))
        thing = bpy.data.objects.new("part", mesh)
        stage.collection.objects.link(thing)
        if part.thickness_m:
            solid = thing.modifiers.new("thickness", "SOLIDIFY")
            solid.thickness, solid.offset = part.thickness_m, 1.0
        if part.subdivisions:
            smooth = thing.modifiers.new("smooth", "SUBSURF")
            smooth.levels = smooth.render_levels = part.subdivisions

    def _material(self, look: Material) -> Any:
        material = bpy.data.materials.new(look.kind)
        material.use_nodes = True
        nodes = _Nodes(material.node_tree)
        shader = nodes.named("Principled BSDF")
        shader.inputs["Roughness"].default_value = look.roughness
        if look.kind == "skin":
            self._paint_skin(nodes, shader, look.colour)
        elif look.kind == "cloth":
            _paint_cloth(nodes, shader, look.colour)
        else:
            shader.inputs["Base Color"].default_value = (*look.colour, 1.0)
        return material

    def _paint_skin(self, nodes: _Nodes, shader: Any, tone: Colour) -> None:
        base = np.array(tone)
        flushed = np.clip(base * (1.05, 0.72, 0.68), 0.0, 1.0)
        shaded = base * (0.82, 0.78, 0.76)
        light = np.clip(0.6 * base + 0.4 * np.array([0.62, 0.38, 0.28]), 0.0, 1.0)
        palm = np.where(light > base, light, base * (1.02, 0.92, 0.90))
        nail = np.clip(base * (1.1, 0.95, 0.92) + 0.06, 0.0, 1.0)
        lips = base * (0.85, 0.5, 0.5)
        colour = nodes.mix(base, palm, nodes.attribute("palm"))
        colour = nodes.mix(colour, flushed, nodes.ramp(nodes.noise(35.0, 3.0), 0.42, 0.75))
        colour = nodes.mix(colour, shaded, nodes.ramp(nodes.noise(220.0, 4.0), 0.5, 0.95))
        colour = nodes.mix(colour, nail, nodes.mask(self._textures / "mpfb_fingernails.jpg"))
        colour = nodes.mix(colour, lips, nodes.mask(self._textures / "mpfb_lips.jpg"))
        colour = nodes.mix(colour, np.array(_PAINTED_HAIR), nodes.attribute("hair"))
        nodes.link(colour, shader.inputs["Base Color"])
        shader.inputs["Subsurface Weight"].default_value = 0.3
        shader.inputs["Subsurface Radius"].default_value = (1.0, 0.35, 0.2)
        shader.inputs["Subsurface Scale"].default_value = 0.005
        shader.inputs["Specular IOR Level"].default_value = 0.4
        nodes.bump(shader, scale=700.0, strength=0.25, distance_m=0.0006)

    def _add_surroundings(self, stage: Any, surroundings: Surroundings, fov_deg: float) -> None:
        path = str(self._panoramas / f"{surroundings.panorama}.exr")
        seen, irradiance = _panorama_levels(path, surroundings.azimuth_deg, fov_deg)
        world = bpy.data.worlds.new("surroundings")
        stage.world = world
        world.use_nodes = True
        nodes = _Nodes(world.node_tree)
        for_light = nodes.named("Background")
        for_light.inputs["Strength"].default_value = surroundings.irradiance / irradiance
        for_camera = nodes.new("ShaderNodeBackground")
        for_camera.inputs["Strength"].default_value = surroundings.brightness / seen
        sharp = nodes.new("ShaderNodeTexEnvironment")
        sharp.image = bpy.data.images.load(path)
        soft = nodes.new("ShaderNodeTexEnvironment")
        soft.image = _out_of_focus(path)
        soft.interpolation = "Cubic"
        mapping = nodes.new("ShaderNodeMapping")
        mapping.inputs["Rotation"].default_value = (0.0, 0.0, np.radians(270.0 - surroundings.azimuth_deg))
        nodes.link(nodes.new("ShaderNodeTexCoord").outputs["Generated"], mapping.inputs[0])
        chooser = nodes.new("ShaderNodeMixShader")
        nodes.link(nodes.new("ShaderNodeLightPath").outputs["Is Camera Ray"], chooser.inputs[0])
        for socket, background, picture in ((1, for_light, sharp), (2, for_camera, soft)):
            nodes.link(mapping.outputs[0], picture.inputs[0])
            nodes.link(picture.outputs[0], background.inputs["Color"])
            nodes.link(background.outputs[0], chooser.inputs[socket])
        nodes.link(chooser.outputs[0], nodes.named("World Output").inputs["Surface"])


class _Nodes:
    """A shader's node tree, with the few shapes of nodes that are used here."""

    def __init__(self, tree: Any) -> None:
        self._tree = tree

    def new(self, kind: str) -> Any:
        return self._tree.nodes.new(kind)

    def named(self, name: str) -> Any:
        return self._tree.nodes[name]

    def link(self, source: Any, target: Any) -> None:
        self._tree.links.new(source, target)

    def noise(self, scale: float, detail: float) -> Any:
        node = self.new("ShaderNodeTexNoise")
        node.inputs["Scale"].default_value = scale
        node.inputs["Detail"].default_value = detail
        self.link(self.new("ShaderNodeTexCoord").outputs["Object"], node.inputs["Vector"])
        return node.outputs["Fac"]

    def ramp(self, value: Any, low: float, high: float) -> Any:
        node = self.new("ShaderNodeMapRange")
        node.inputs["From Min"].default_value = low
        node.inputs["From Max"].default_value = high
        self.link(value, node.inputs["Value"])
        return node.outputs["Result"]

    def mix(self, first: Any, second: Any, share: Any) -> Any:
        node = self.new("ShaderNodeMixRGB")
        self.link(share, node.inputs["Fac"])
        for name, colour in (("Color1", first), ("Color2", second)):
            if isinstance(colour, np.ndarray):
                node.inputs[name].default_value = (*(float(channel) for channel in colour), 1.0)
            else:
                self.link(colour, node.inputs[name])
        return node.outputs["Color"]

    def attribute(self, name: str) -> Any:
        node = self.new("ShaderNodeAttribute")
        node.attribute_name = name
        return node.outputs["Fac"]

    def mask(self, path: Path) -> Any:
        node = self.new("ShaderNodeTexImage")
        node.image = bpy.data.images.load(str(path), check_existing=True)
        node.image.colorspace_settings.name = "Non-Color"
        return node.outputs["Color"]

    def bump(self, shader: Any, *, scale: float, strength: float, distance_m: float) -> None:
        cells = self.new("ShaderNodeTexVoronoi")
        cells.inputs["Scale"].default_value = scale
        self.link(self.new("ShaderNodeTexCoord").outputs["Object"], cells.inputs["Vector"])
        node = self.new("ShaderNodeBump")
        node.inputs["Strength"].default_value = strength
        node.inputs["Distance"].default_value = distance_m
        self.link(cells.outputs["Distance"], node.inputs["Height"])
        self.link(node.outputs["Normal"], shader.inputs["Normal"])


def _paint_cloth(nodes: _Nodes, shader: Any, colour: Colour) -> None:
    base = np.array(colour)
    uneven = nodes.mix(base * 0.85, np.clip(base * 1.1, 0.0, 1.0), nodes.noise(9.0, 3.0))
    nodes.link(uneven, shader.inputs["Base Color"])
    shader.inputs["Specular IOR Level"].default_value = 0.2
    nodes.bump(shader, scale=1500.0, strength=0.2, distance_m=0.0005)


def _add_lamp(stage: Any, light: Light) -> None:
    lamp = bpy.data.lights.new("lamp", "AREA")
    lamp.energy, lamp.size, lamp.color = light.power_w, light.size_m, light.colour
    thing = bpy.data.objects.new("lamp", lamp)
    stage.collection.objects.link(thing)
    thing.location = Vector(light.position_m)
    towards = Vector(light.target_m) - Vector(light.position_m)
    thing.rotation_euler = towards.to_track_quat("-Z", "Y").to_euler()
    thing.visible_camera = False


def _add_camera(stage: Any, camera: Camera) -> None:
    lens = bpy.data.cameras.new("camera")
    lens.angle = float(np.radians(camera.fov_deg))
    lens.clip_start = 0.01
    thing = bpy.data.objects.new("camera", lens)
    stage.collection.objects.link(thing)
    stage.camera = thing
    pose = np.eye(4)
    pose[:3, :3] = camera.axes()
    pose[:3, 3] = camera.position_m
    thing.matrix_world = Matrix(pose.tolist())
