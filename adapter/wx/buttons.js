// Buttons of the platform over the game: a touch that begins on one is the button's, and ends as a tap on it.

const shown = new Set(); // the buttons that are there, in the order in which they were shown
const held = new Map(); // identifier of a finger -> the button that it is on
let ids = 0;

const rectOf = (style) => {
  const number = (value) => (Number.isFinite(Number(core.text(value))) ? Number(core.text(value)) : 0);
  return { left: number(style.left), top: number(style.top), width: number(style.width), height: number(style.height) };
};
const contains = ({ left, top, width, height }, x, y) => x >= left && x < left + width && y >= top && y < top + height;

// points: flat [identifier, x, y, force, ...]. Gives the points that are the game's.
const withoutHeld = (points) => {
  if (!held.size) return points;
  const rest = [];
  for (let i = 0; i < points.length; i += 4) {
    if (!held.has(points[i])) rest.push(points[i], points[i + 1], points[i + 2], points[i + 3]);
  }
  return rest;
};

// input.js asks this before the game hears of a touch; gives what is left for the game.
core.takeTouches = (name, all, changed) => {
  if (!shown.size && !held.size) return [all, changed];
  if (name === 'TouchStart') {
    for (let i = 0; i < changed.length; i += 4) {
      const hit = [...shown].reverse().find((button) => contains(rectOf(button.style), changed[i + 1], changed[i + 2]));
      if (hit) held.set(changed[i], hit);
    }
  }
  const rest = [withoutHeld(all), withoutHeld(changed)];
  if (name === 'TouchEnd' || name === 'TouchCancel') {
    for (let i = 0; i < changed.length; i += 4) {
      const button = held.get(changed[i]);
      held.delete(changed[i]);
      const inside = button && contains(rectOf(button.style), changed[i + 1], changed[i + 2]);
      if (inside && name === 'TouchEnd' && shown.has(button)) tap(button);
    }
  }
  return rest;
};

const states = new WeakMap();
const draw = (button) => {
  const { id, kind } = states.get(button);
  const { style, text } = button;
  const options = { id, kind, text: text === undefined ? '' : core.text(text), ...rectOf(style) };
  for (const name of ['color', 'backgroundColor', 'borderColor', 'textAlign']) if (typeof style[name] === 'string') options[name] = style[name];
  for (const name of ['borderWidth', 'borderRadius', 'fontSize', 'lineHeight']) if (typeof style[name] === 'number') options[name] = style[name];
  if (button.type === 'image') {
    if (button.image) options.image = core.text(button.image);
    else if (button.icon) options.icon = core.text(button.icon);
  }
  host.call('service', { name: 'Button.show', options }); // an embedder that has no such thing shows nothing
};
const undraw = (button) => void host.call('service', { name: 'Button.hide', options: { id: states.get(button).id } });

const button = (kind, create, call, errName) => {
  class Button {
    show() {
      if (!states.has(this) || states.get(this).destroyed) return;
      shown.delete(this);
      shown.add(this);
      draw(this);
    }
    hide() {
      if (shown.delete(this)) undraw(this);
    }
    destroy() {
      this.hide();
      if (states.has(this)) states.get(this).destroyed = true;
    }
  }
  Object.defineProperty(Button, 'name', { value: kind });
  const listeners = core.eventMethods(Button.prototype, ['Tap']);
  core.objectPrototype(kind, Button.prototype, { by: call });
  core.servedBy(create, call);
  core.define(create, (options) => {
    const given = typeof options === 'object' && options !== null ? options : {};
    const made = new Button();
    ids += 1;
    states.set(made, { id: ids, kind, options: given, listeners, call, errName, destroyed: false });
    made.type = given.type === 'image' || (given.type === undefined && given.icon !== undefined) ? 'image' : 'text';
    made.text = given.text;
    made.image = given.image;
    if (given.icon !== undefined) made.icon = given.icon;
    // A changed style moves what is shown.
    const style = typeof given.style === 'object' && given.style !== null ? { ...given.style } : {};
    made.style = new Proxy(style, {
      set(target, name, value) {
        target[name] = value;
        if (shown.has(made)) draw(made);
        return true;
      },
    });
    made.show();
    return made;
  });
};

const tap = (button) => {
  const { listeners, call, errName, options } = states.get(button);
  const { withCredentials, lang, openLink } = options;
  core.ask(call, { withCredentials, lang, openLink }, (failure, result) => {
    const answer = failure ? { errMsg: core.error(errName, failure).errMsg } : { ...result, errMsg: `${errName}:ok` };
    core.defer(() => core.callAll(listeners(button, 'Tap'), button, answer));
  });
};

button('UserInfoButton', 'createUserInfoButton', 'UserInfoButton.tap', 'getUserInfo');
button('OpenSettingButton', 'createOpenSettingButton', 'OpenSettingButton.tap', 'openSetting');
button('FeedbackButton', 'createFeedbackButton', 'FeedbackButton.tap', 'openFeedback');
button('GameClubButton', 'createGameClubButton', 'GameClubButton.tap', 'openGameClub');
button('GameRecorderShareButton', 'createGameRecorderShareButton', 'GameRecorderShareButton.tap', 'shareGameRecorder');
