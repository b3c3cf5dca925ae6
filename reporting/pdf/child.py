"""The compiler, run as a child process: limits itself, compiles, mends tags, writes the PDF to its output.

The memory of a compile is freed only when its process ends, and a faulty document may need too much memory or time; so
each runs in a child. It is started by its file's path and imports nothing of the product.
"""

import io
import json
import resource
import sys

REFUSED, OUT_OF_MEMORY = 3, 4  # exit codes that the parent reads


def finished(pdf: bytes) -> bytes:
    """The PDF with the first cell of each table's body rows tagged as that row's header, and its title as a heading.

    The compiler tags column headers only, and has readers take the title for a paragraph. Both standards' marks and
    the byte-for-byte sameness are kept. The tags stand in compressed objects: one by one they are three quarters of
    the file.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.Root.StructTreeRoot.RoleMap["/Title"] = pikepdf.Name.H1
        waiting = [document.Root.StructTreeRoot.K]
        while waiting:
            node = waiting.pop()
            if isinstance(node, pikepdf.Array):
                waiting.extend(node)
            elif isinstance(node, pikepdf.Dictionary):
                if node.get("/S") == pikepdf.Name.TBody:
                    for row in node.K:
                        _head(row.K[0], pikepdf)
                elif "/K" in node:
                    waiting.append(node.K)
        out = io.BytesIO()
        packed = pikepdf.ObjectStreamMode.generate
        document.save(out, deterministic_id=True, fix_metadata_version=False, object_stream_mode=packed)
        return out.getvalue()


def _head(cell, pikepdf) -> None:
    if cell.get("/S") == pikepdf.Name.TD:
        scope = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Row)
        cell.S = pikepdf.Name.TH
        known = cell.get("/A", [])
        cell.A = pikepdf.Array([*(known if isinstance(known, pikepdf.Array) else [known]), scope])


def main(template: str, root: str, fonts: str, timestamp: int, memory: int, seconds: int) -> int:
    """Compile with the data on standard input; 0, or the exit code that says why not."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    import typst  # only now, so that the limits hold for it too

    try:
        book = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts])
        compiler = typst.Compiler(template, root=root, font_paths=book, sys_inputs={"data": sys.stdin.read()})
        pdf = compiler.compile(format="pdf", pdf_standards=["ua-1", "a-2a"], timestamp=timestamp)
        sys.stdout.buffer.write(finished(pdf))
    except typst.TypstError as refusal:
        sys.stderr.write(" ".join([refusal.message, *refusal.hints]))
        return REFUSED
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


if __name__ == "__main__":
    sys.exit(main(**json.loads(sys.argv[1])))
