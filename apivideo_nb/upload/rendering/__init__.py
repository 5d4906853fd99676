"""What moves but is no file yet: animations, frames, clips; made into an MP4 to send.

``kinds`` says what an object is (``animation``, ``playing``, ``shown`` know some),
``pixels`` makes its frames bytes, ``encoder`` is the one place of ``upload/`` that runs
ffmpeg, ``film`` brings them together. No library is imported for an object that is not
its own.
"""
