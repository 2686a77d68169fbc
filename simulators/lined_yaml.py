"""YAML that remembers the line of everything in it, so that a complaint can name the place."""

from collections.abc import Sequence

import yaml


class LinedYaml:
    """A YAML document: its value, and where each part of it stands."""

    def __init__(self, text: str) -> None:
        """Raise yaml.YAMLError if the text is none."""
        self.value: object = yaml.safe_load(text)
        self._root = yaml.compose(text, Loader=yaml.SafeLoader)

    def line(self, path: Sequence[int | str]) -> int:
        """Return the line of a part, or of the innermost part on its way that is there."""
        node, line = self._root, 1
        for step in path:
            node = _child(node, step)
            if node is None:
                break
            line = node.start_mark.line + 1
        return line


def _child(node: yaml.Node | None, step: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        child: yaml.Node = node.value[step]
        return child
    return None
