"""Notebooks made small again: their videos hosted, their look unchanged.

From a file to a smaller one: `jsontext` knows where each value of it stands,
`notebook` its cells, `find` names what moves in it (`markup` in HTML, `payload` in
base64), `rewrite` says which bytes change and `restore` the way back; all of that is
pure. `files` reads and writes, `taking` and `embedding` are the two ways that a
notebook goes, `hosting` uploads, `report` tells. `offload` is the door, in `job`.
"""
