// Calls that leave out arguments throw, and are no GL errors.
// How many arguments each method requires, which is its length, as Web IDL has it (read off Chromium 156).
const REQUIRED = {
  WebGLRenderingContext: {
    0: 'createBuffer createFramebuffer createProgram createRenderbuffer createTexture finish flush getContextAttributes getError getSupportedExtensions isContextLost',
    1: 'activeTexture blendEquation checkFramebufferStatus compileShader createShader cullFace deleteBuffer deleteFramebuffer deleteProgram deleteRenderbuffer deleteShader deleteTexture depthFunc depthMask disable enable frontFace generateMipmap getAttachedShaders getExtension getParameter getProgramInfoLog getShaderInfoLog getShaderSource isBuffer isEnabled isFramebuffer isProgram isRenderbuffer isShader isTexture lineWidth linkProgram stencilMask useProgram validateProgram clear clearDepth clearStencil disableVertexAttribArray enableVertexAttribArray',
    2: 'attachShader bindRenderbuffer blendEquationSeparate blendFunc depthRange detachShader getActiveAttrib getActiveUniform getAttribLocation getBufferParameter getProgramParameter getRenderbufferParameter getShaderParameter getShaderPrecisionFormat getTexParameter getUniform getUniformLocation getVertexAttrib getVertexAttribOffset hint pixelStorei polygonOffset sampleCoverage shaderSource stencilMaskSeparate bindBuffer bindFramebuffer bindTexture uniform1f uniform1fv uniform1i uniform1iv uniform2fv uniform2iv uniform3fv uniform3iv uniform4fv uniform4iv vertexAttrib1f vertexAttrib1fv vertexAttrib2fv vertexAttrib3fv vertexAttrib4fv',
    3: 'bindAttribLocation bufferData bufferSubData getFramebufferAttachmentParameter stencilFunc stencilOp texParameterf texParameteri drawArrays uniform2f uniform2i uniformMatrix2fv uniformMatrix3fv uniformMatrix4fv vertexAttrib2f',
    4: 'blendColor blendFuncSeparate framebufferRenderbuffer renderbufferStorage stencilFuncSeparate stencilOpSeparate clearColor colorMask drawElements scissor uniform3f uniform3i vertexAttrib3f viewport',
    5: 'framebufferTexture2D uniform4f uniform4i vertexAttrib4f',
    6: 'texImage2D vertexAttribPointer',
    7: 'compressedTexImage2D readPixels texSubImage2D',
    8: 'compressedTexSubImage2D copyTexImage2D copyTexSubImage2D',
  },
  WebGL2RenderingContext: {
    0: 'createBuffer createFramebuffer createProgram createQuery createRenderbuffer createSampler createTexture createTransformFeedback createVertexArray endTransformFeedback finish flush getContextAttributes getError getSupportedExtensions isContextLost pauseTransformFeedback resumeTransformFeedback',
    1: 'activeTexture beginTransformFeedback bindVertexArray blendEquation checkFramebufferStatus compileShader createShader cullFace deleteBuffer deleteFramebuffer deleteProgram deleteQuery deleteRenderbuffer deleteSampler deleteShader deleteSync deleteTexture deleteTransformFeedback deleteVertexArray depthFunc depthMask disable enable endQuery frontFace generateMipmap getAttachedShaders getExtension getParameter getProgramInfoLog getShaderInfoLog getShaderSource isBuffer isEnabled isFramebuffer isProgram isQuery isRenderbuffer isSampler isShader isSync isTexture isTransformFeedback isVertexArray lineWidth linkProgram readBuffer stencilMask useProgram validateProgram clear clearDepth clearStencil disableVertexAttribArray drawBuffers enableVertexAttribArray',
    2: 'attachShader beginQuery bindRenderbuffer bindSampler bindTransformFeedback blendEquationSeparate blendFunc depthRange detachShader fenceSync getActiveAttrib getActiveUniform getActiveUniformBlockName getAttribLocation getBufferParameter getFragDataLocation getIndexedParameter getProgramParameter getQuery getQueryParameter getRenderbufferParameter getSamplerParameter getShaderParameter getShaderPrecisionFormat getSyncParameter getTexParameter getTransformFeedbackVarying getUniform getUniformBlockIndex getUniformIndices getUniformLocation getVertexAttrib getVertexAttribOffset hint invalidateFramebuffer pixelStorei polygonOffset sampleCoverage shaderSource stencilMaskSeparate uniform1ui vertexAttribDivisor bindBuffer bindFramebuffer bindTexture uniform1f uniform1fv uniform1i uniform1iv uniform1uiv uniform2fv uniform2iv uniform2uiv uniform3fv uniform3iv uniform3uiv uniform4fv uniform4iv uniform4uiv vertexAttrib1f vertexAttrib1fv vertexAttrib2fv vertexAttrib3fv vertexAttrib4fv vertexAttribI4iv vertexAttribI4uiv',
    3: 'bindAttribLocation bindBufferBase bufferData bufferSubData clientWaitSync getActiveUniformBlockParameter getActiveUniforms getBufferSubData getFramebufferAttachmentParameter getInternalformatParameter samplerParameterf samplerParameteri stencilFunc stencilOp texParameterf texParameteri transformFeedbackVaryings uniform2ui uniformBlockBinding waitSync clearBufferfv clearBufferiv clearBufferuiv drawArrays uniform2f uniform2i uniformMatrix2fv uniformMatrix2x3fv uniformMatrix2x4fv uniformMatrix3fv uniformMatrix3x2fv uniformMatrix3x4fv uniformMatrix4fv uniformMatrix4x2fv uniformMatrix4x3fv vertexAttrib2f',
    4: 'blendColor blendFuncSeparate drawArraysInstanced framebufferRenderbuffer renderbufferStorage stencilFuncSeparate stencilOpSeparate uniform3ui clearBufferfi clearColor colorMask drawElements scissor uniform3f uniform3i vertexAttrib3f viewport',
    5: 'bindBufferRange copyBufferSubData drawElementsInstanced framebufferTexture2D framebufferTextureLayer renderbufferStorageMultisample texStorage2D uniform4ui vertexAttribI4i vertexAttribI4ui vertexAttribIPointer uniform4f uniform4i vertexAttrib4f',
    6: 'drawRangeElements invalidateSubFramebuffer texImage2D texStorage3D vertexAttribPointer',
    7: 'compressedTexImage2D readPixels texSubImage2D',
    8: 'compressedTexImage3D compressedTexSubImage2D copyTexImage2D copyTexSubImage2D',
    9: 'copyTexSubImage3D',
    10: 'blitFramebuffer compressedTexSubImage3D texImage3D',
    11: 'texSubImage3D',
  },
};
const objects = {
  WebGLRenderingContext: wx.createCanvas().getContext('webgl'),
  WebGL2RenderingContext: wx.createCanvas().getContext('webgl2'),
};
const attempt = (call) => {
  try {
    call();
    return 'no exception';
  } catch (e) {
    return `${e.name}: ${e.message}`;
  }
};
for (const [type, lengths] of Object.entries(REQUIRED)) {
  const object = objects[type];
  let right = 0;
  for (const [count, names] of Object.entries(lengths)) {
    for (const name of names.split(' ')) {
      const method = object[name];
      if (typeof method !== 'function' || method.length !== Number(count)) {
        console.log(`${type}.${name}: length ${method && method.length}, not ${count}`);
        continue;
      }
      right++;
      if (method.length === 0) continue;
      const given = method.length - 1;
      const wanted = `TypeError: Failed to execute '${name}' on '${type}': ${count} argument${count === '1' ? '' : 's'} required, but only ${given} present.`;
      const said = attempt(() => method.apply(object, new Array(given).fill(1)));
      if (said !== wanted) console.log(`${type}.${name}: ${said}`);
    }
  }
  console.log(`${type}: ${right} methods`);
}
for (const gl of Object.values(objects)) console.log(gl.getError());
