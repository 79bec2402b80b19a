//! WebGL 1 and 2: objects, validation and every query; GL commands out.
