// ui/interaction and the keyboard of the screen. What they look like is the player's; how they end is the platform's.

core.service('showToast', { title: 'String' });
core.service('hideToast');
core.service('showLoading', { title: 'String' });
core.service('hideLoading');
core.service('showModal', {}, ({ confirm, cancel, content }) => ({ confirm, cancel, content: content === null || content === undefined ? '' : content }));
core.service('showActionSheet', { itemList: 'Array' });

core.events('KeyboardInput', 'KeyboardConfirm', 'KeyboardComplete', 'KeyboardHeightChange');
core.service('showKeyboard', {});
core.service('hideKeyboard');
core.service('updateKeyboard', { value: 'String' });
