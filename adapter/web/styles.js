// Styles of elements: kept as they were written, nothing is laid out. A property that nobody wrote is '', as in browsers; scripts that
// ask for one take `undefined` for a value.

const NAMES = new Set(`
accentColor alignContent alignItems alignSelf alignmentBaseline all animation animationDelay animationDirection animationDuration animationFillMode
animationIterationCount animationName animationPlayState animationTimingFunction appearance aspectRatio backdropFilter backfaceVisibility background
backgroundAttachment backgroundBlendMode backgroundClip backgroundColor backgroundImage backgroundOrigin backgroundPosition backgroundPositionX
backgroundPositionY backgroundRepeat backgroundSize baselineShift blockSize border borderBlock borderBlockColor borderBlockEnd borderBlockEndColor
borderBlockEndStyle borderBlockEndWidth borderBlockStart borderBlockStartColor borderBlockStartStyle borderBlockStartWidth borderBlockStyle
borderBlockWidth borderBottom borderBottomColor borderBottomLeftRadius borderBottomRightRadius borderBottomStyle borderBottomWidth borderCollapse
borderColor borderEndEndRadius borderEndStartRadius borderImage borderImageOutset borderImageRepeat borderImageSlice borderImageSource
borderImageWidth borderInline borderInlineColor borderInlineEnd borderInlineEndColor borderInlineEndStyle borderInlineEndWidth borderInlineStart
borderInlineStartColor borderInlineStartStyle borderInlineStartWidth borderInlineStyle borderInlineWidth borderLeft borderLeftColor borderLeftStyle
borderLeftWidth borderRadius borderRight borderRightColor borderRightStyle borderRightWidth borderSpacing borderStartEndRadius borderStartStartRadius
borderStyle borderTop borderTopColor borderTopLeftRadius borderTopRightRadius borderTopStyle borderTopWidth borderWidth bottom boxDecorationBreak
boxShadow boxSizing breakAfter breakBefore breakInside captionSide caretColor clear clip clipPath clipRule color colorInterpolation
colorInterpolationFilters colorRendering colorScheme columnCount columnFill columnGap columnHeight columnRule columnRuleColor columnRuleStyle
columnRuleWidth columnSpan columnWidth columnWrap columns contain container containerName containerType content contentVisibility counterIncrement
counterReset counterSet cssFloat cursor cx cy d direction display dominantBaseline fill fillOpacity fillRule filter flex flexBasis flexDirection
flexFlow flexGrow flexLineCount flexShrink flexWrap float floodColor floodOpacity font fontDisplay fontFamily fontFeatureSettings fontKerning
fontLanguageOverride fontOpticalSizing fontSize fontSizeAdjust fontStretch fontStyle fontVariant fontVariantCaps fontVariantLigatures
fontVariantNumeric fontWeight forcedColorAdjust frameSizing gap grid gridArea gridAutoColumns gridAutoFlow gridAutoRows gridColumn gridColumnEnd
gridColumnGap gridColumnStart gridGap gridRow gridRowEnd gridRowGap gridRowStart gridTemplate gridTemplateAreas gridTemplateColumns gridTemplateRows
height hyphens imageOrientation imageRendering inlineSize inset insetBlock insetBlockEnd insetBlockStart insetInline insetInlineEnd insetInlineStart
isolation justifyContent justifyItems justifySelf left letterSpacing lightingColor lineBreak lineHeight listStyle listStyleImage listStylePosition
listStyleType margin marginBlock marginBlockEnd marginBlockStart marginBottom marginInline marginInlineEnd marginInlineStart marginLeft marginRight
marginTop marginTrim marker markerEnd markerMid markerStart mask maskClip maskComposite maskImage maskMode maskOrigin maskPosition maskRepeat maskSize
maskType maxBlockSize maxHeight maxInlineSize maxWidth minBlockSize minHeight minInlineSize minWidth mixBlendMode objectFit objectPosition offset
opacity order outline outlineColor outlineOffset outlineStyle outlineWidth overflow overflowAnchor overflowBlock overflowClipMargin overflowInline
overflowWrap overflowX overflowY overscrollBehavior overscrollBehaviorBlock overscrollBehaviorInline overscrollBehaviorX overscrollBehaviorY
pageBreakAfter pageBreakBefore pageBreakInside pageMarginSafety paintOrder perspective perspectiveOrigin placeContent placeItems placeSelf
pointerEvents position printColorAdjust quotes r resize right rotate rowGap rx ry scale scrollAxisLock scrollBehavior scrollMargin scrollMarginBlock
scrollMarginBlockEnd scrollMarginBlockStart scrollMarginBottom scrollMarginInline scrollMarginInlineEnd scrollMarginInlineStart scrollMarginLeft
scrollMarginRight scrollMarginTop scrollPadding scrollPaddingBlock scrollPaddingBlockEnd scrollPaddingBlockStart scrollPaddingBottom
scrollPaddingInline scrollPaddingInlineEnd scrollPaddingInlineStart scrollPaddingLeft scrollPaddingRight scrollPaddingTop scrollSnapAlign
scrollSnapStop scrollSnapType scrollbarColor scrollbarGutter scrollbarWidth shapeImageThreshold shapeMargin shapeOutside shapeRendering size speak
stopColor stopOpacity stroke strokeDasharray strokeDashoffset strokeLinecap strokeLinejoin strokeMiterlimit strokeOpacity strokeWidth tabSize
tableLayout textAlign textAlignLast textAnchor textCombineUpright textDecoration textDecorationColor textDecorationLine textDecorationSkipInk
textDecorationStyle textDecorationThickness textEmphasis textEmphasisColor textEmphasisPosition textEmphasisStyle textFit textIndent textJustify
textOrientation textOverflow textRendering textShadow textSizeAdjust textTransform textUnderlineOffset textUnderlinePosition textWrap textWrapMode
textWrapStyle top touchAction transform transformBox transformOrigin transformStyle transition transitionBehavior transitionDelay transitionDuration
transitionProperty transitionTimingFunction translate unicodeBidi userSelect vectorEffect verticalAlign visibility webkitAnimation webkitAppearance
webkitBackfaceVisibility webkitBoxShadow webkitFilter webkitFontSmoothing webkitMaskImage webkitTapHighlightColor webkitTextFillColor webkitTextStroke
webkitTransform webkitTransformOrigin webkitTransition webkitUserDrag webkitUserSelect whiteSpace whiteSpaceCollapse width willChange windowDrag
wordBreak wordSpacing wordWrap writingMode x y zIndex zoom
`.trim().split(/\s+/));

// `stroke-width`, `strokeWidth`, `-webkit-transform` and `WebkitTransform` are one property each.
const propertyOf = (name) => {
  const text = String(name);
  if (text.startsWith('--')) return text;
  const camel = text.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase()).replace(/^Webkit/, 'webkit');
  return camel === 'float' ? 'cssFloat' : camel;
};
const dashed = (name) => {
  if (name.startsWith('--')) return name;
  if (name === 'cssFloat') return 'float';
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace(/^webkit-/, '-webkit-');
};

const values = new WeakMap(); // declaration -> values by property, in the order of their first writing
const write = (style, property, value) => {
  const own = values.get(style);
  if (value === null || value === '') own.delete(property);
  else own.set(property, String(value).trim());
};

class CSSStyleDeclaration {
  constructor() {
    values.set(this, new Map());
  }
  get length() {
    return values.get(this).size;
  }
  item(index) {
    const name = [...values.get(this).keys()][index];
    return name === undefined ? '' : dashed(name);
  }
  setProperty(name, value) {
    write(this, propertyOf(name), value);
  }
  getPropertyValue(name) {
    return values.get(this).get(propertyOf(name)) ?? '';
  }
  getPropertyPriority() {
    return '';
  }
  removeProperty(name) {
    const old = this.getPropertyValue(name);
    values.get(this).delete(propertyOf(name));
    return old;
  }
  get cssText() {
    return [...values.get(this)].map(([name, value]) => `${dashed(name)}: ${value};`).join(' ');
  }
  set cssText(text) {
    values.get(this).clear();
    for (const line of String(text).split(';')) {
      const at = line.indexOf(':');
      if (at > 0) this.setProperty(line.slice(0, at).trim(), line.slice(at + 1).trim());
    }
  }
}
// Above the class, so that only names that are nobody's come here: no declaration carries hundreds of accessors.
const known = (style, name) => typeof name === 'string' && values.has(style) && NAMES.has(propertyOf(name));
Object.setPrototypeOf(CSSStyleDeclaration.prototype, new Proxy({}, {
  get: (target, name, style) => (known(style, name) ? style.getPropertyValue(name) : Reflect.get(target, name, style)),
  has: (target, name) => (typeof name === 'string' && NAMES.has(propertyOf(name))) || Reflect.has(target, name),
  set(target, name, value, style) {
    if (!known(style, name)) return Reflect.set(target, name, value, style);
    write(style, propertyOf(name), value);
    return true;
  },
}));
web.define({ CSSStyleDeclaration });
