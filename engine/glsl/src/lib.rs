//! GLSL ES 1.00 and 3.00 as WebGL restricts them: to a typed tree, to naga IR.
