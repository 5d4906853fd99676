"""What a person sees: plain values in, HTML and mime bundles out.

Knows no models and no HTTP; colours and styles are those that notebooks let through.
"""
