"""Pictures as SVG from plain functions: values in, text out, in milliseconds, each with its words beside it.

A picture is one file: a function of typed values that returns one `<svg>`, drawn with `svg` on scales of
`scales`. Colours are told apart with every common kind of colour blindness and, by depth, shape or dash, in grey.
"""
