// sparrow.h: WeChat-style mini-games inside an app. Made from engine/capi by `cargo xtask header`; do not edit.
//
// A game lives on the thread that created it, and its callbacks come there. sparrow_game_answer, _fail, _event and _interrupt, and the
// audio functions, may be called from any thread while the game lives; everything else from its own only. Several games may live at a
// time, on one thread or on several.
//
// The caller promises: pointers are valid or null; texts are UTF-8 and end in NUL; a game is not used after
// sparrow_game_destroy. Everything else is checked, and refused with a status; sparrow_game_message says why.
// Structs that begin with `size` begin with their _INIT: what is zero is the default.
//
// docs/embedding.md is the guide, examples/embed-c a program.


#ifndef SPARROW_H
#define SPARROW_H



#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

// What this header speaks. A library of the same number understands every program that was compiled with it.
#define SPARROW_ABI_VERSION 1

// `console.debug`.
#define SPARROW_LOG_DEBUG 0

// `console.log` and `console.info`.
#define SPARROW_LOG_INFO 1

// `console.warn`, and what a game's developer should mend.
#define SPARROW_LOG_WARN 2

// `console.error`, and uncaught errors.
#define SPARROW_LOG_ERROR 3

// The app does not serve this name: the call fails with the platform's `errMsg`.
#define SPARROW_NOT_SERVED 0

// The app has answered, or will: `sparrow_game_answer` or `sparrow_game_fail` with the call's ticket.
#define SPARROW_SERVED 1

// 15 ms, light.
#define SPARROW_VIBRATE_LIGHT 0

// 15 ms, medium.
#define SPARROW_VIBRATE_MEDIUM 1

// 15 ms, heavy.
#define SPARROW_VIBRATE_HEAVY 2

// 400 ms.
#define SPARROW_VIBRATE_LONG 3

// A finger comes down, or a mouse button.
#define SPARROW_DOWN 0

// It moves.
#define SPARROW_MOVE 1

// It goes up.
#define SPARROW_UP 2

// The system took the finger away.
#define SPARROW_CANCEL 3

// On the GPU where there is a real one and a window (or `SPARROW_OPTION_WINDOW_LATER`), else on the CPU. It is decided once, when the game is created.
#define SPARROW_RENDERER_AUTO 0

// On the CPU. WebGL takes whatever adapter there is.
#define SPARROW_RENDERER_RASTER 1

// On the GPU, or not at all.
#define SPARROW_RENDERER_GPU 2

// Time is the system's: `sparrow_game_frame`.
#define SPARROW_TIME_REAL 0

// Time is what the app says: `sparrow_game_frame_at`. Runs with the same input are equal.
#define SPARROW_TIME_VIRTUAL 1

// Sound goes to the system's device.
#define SPARROW_AUDIO_DEVICE 0

// No sound; the game hears of its sounds' ends all the same.
#define SPARROW_AUDIO_NONE 1

// The app takes the samples: `sparrow_game_audio`.
#define SPARROW_AUDIO_PULL 2

// Makes `window` and `document` before the game runs.
#define SPARROW_OPTION_WEB_ADAPTER 1

// Does not draw uncaught errors over the game.
#define SPARROW_OPTION_NO_ERROR_OVERLAY (1 << 1)

// Text looks the same everywhere: the embedded Latin font and what the game loads, none of the system's.
#define SPARROW_OPTION_EMBEDDED_FONTS (1 << 2)

// The game reaches no network.
#define SPARROW_OPTION_OFFLINE (1 << 3)

// The window comes after the game, by `sparrow_game_set_window`: `SPARROW_RENDERER_AUTO` looks for a real GPU all the same. Without it a game that is created
// without a window is drawn on the CPU for its whole life.
#define SPARROW_OPTION_WINDOW_LATER (1 << 4)

// Gives the game and its workers `SharedArrayBuffer`, and the workers `Atomics.wait`. The open data domain has none.
#define SPARROW_OPTION_SHARED_MEMORY (1 << 5)

// `handle` is an `ANativeWindow *`.
#define SPARROW_WINDOW_ANDROID 1

// `handle` is a `UIView *` with a `CAMetalLayer`, or one that a layer may be added to. Create the game on the main thread.
#define SPARROW_WINDOW_UIKIT 2

// `handle` is an `NSView *`. Create the game on the main thread.
#define SPARROW_WINDOW_APPKIT 3

// `handle` is an `HWND`.
#define SPARROW_WINDOW_WIN32 4

// `display` is a `Display *`, `id` a `Window`.
#define SPARROW_WINDOW_XLIB 5

// `display` is an `xcb_connection_t *`, `id` an `xcb_window_t`.
#define SPARROW_WINDOW_XCB 6

// `display` is a `wl_display *`, `handle` a `wl_surface *`.
#define SPARROW_WINDOW_WAYLAND 7

// The sound of a game that was created with `SPARROW_AUDIO_PULL`. It may outlive the game, and is silent then.
typedef struct sparrow_audio sparrow_audio;

// Why `sparrow_game_create` failed.
typedef struct sparrow_error sparrow_error;

// A running game.
typedef struct sparrow_game sparrow_game;

// How a call went: one of `SPARROW_STATUS_*`.
typedef int32_t sparrow_status;

// What a game may use up. Zero is the default.
typedef struct {
    // `sizeof(sparrow_limits)`; set by `SPARROW_LIMITS_INIT`.
    size_t size;
    // Bytes of the JavaScript heap; 512 MiB.
    size_t heap_bytes;
    // Bytes of the calling thread's stack for nested calls of JavaScript; half of what the thread that creates the game has left, at
    // most 8 MiB. Every frame needs as much, and half as much again for the library.
    size_t stack_bytes;
    // Milliseconds that one entry into JavaScript may take before it is stopped; 10,000.
    double entry_ms;
    // Timers that wait at a time; 10,000.
    size_t timers;
    // Workers at a time; 1.
    size_t workers;
    // Bytes of each worker's heap; 256 MiB.
    size_t worker_heap_bytes;
    // Bytes of the open data domain's heap; 128 MiB.
    size_t open_data_heap_bytes;
    // Bytes of the pixels of all canvases and images, and of WebGL's drawing buffers, textures, renderbuffers and buffers, together; 2 GiB. A canvas
    // beyond it has no pixels, an image fails, WebGL says `OUT_OF_MEMORY`.
    uint64_t pixel_bytes;
    // Bytes of the files that the game keeps; 200 MiB.
    uint64_t user_file_bytes;
    // Bytes of the temporary files of a run; 1 GiB.
    uint64_t temp_file_bytes;
    // Milliseconds that a hidden game is kept; 300,000. After a later `sparrow_game_show` the next frame says `restart`.
    double hidden_ms;
} sparrow_limits;

// Where a game is shown. The window lives until `sparrow_game_set_window` has been told of another, or of none, or until the game is destroyed.
typedef struct {
    // `sizeof(sparrow_window)`; set by `SPARROW_WINDOW_INIT`.
    size_t size;
    // `SPARROW_WINDOW_*`.
    uint32_t kind;
    // X11: the screen.
    int32_t screen;
    // The connection to the window system, where there is one.
    void *display;
    // The window, where it is a pointer.
    void *handle;
    // The window, where it is a number.
    uint64_t id;
    // Its inside in physical pixels.
    uint32_t width;
    // Its inside in physical pixels.
    uint32_t height;
} sparrow_window;

// A game asks the platform for something. Everything in it ends with the callback.
typedef struct {
    // `sizeof(sparrow_service_call)` of the library.
    size_t size;
    // What the answer is given to.
    uint64_t ticket;
    // The function of `wx`, such as `login`, or a method: `RewardedVideoAd.show`.
    const char *name;
    // The game's options as JSON; `null` when there are none. Bytes are base64 text.
    const char *options;
} sparrow_service_call;

// What the library tells the app. All of it comes on the game's thread, during `sparrow_game_create`, `_frame` or `_destroy`. A null
// function is not called. Texts are UTF-8 and end with the callback.
// A callback may queue input, answer services, send events and read files; anything else about the same game is refused as
// `SPARROW_STATUS_BUSY`. It must return: no `longjmp`, no C++ exception.
// `game` is the pointer that `sparrow_game_create` is about to hand out; when it fails, the pointer was never good for more than the callback.
typedef struct {
    // `sizeof(sparrow_callbacks)`; set by `SPARROW_CALLBACKS_INIT`.
    size_t size;
    // Passed to every callback.
    void *user;
    // A console line (`SPARROW_LOG_*`); `origin` is `file:line:column` in the game's sources, or empty.
    void (*log)(void *user, sparrow_game *game, uint32_t level, const char *origin, const char *text);
    // An error that no code of the game caught; it has been logged, too. Comes at the end of the call in which it happened.
    void (*error)(void *user, sparrow_game *game, const char *text);
    // The game asks for a service; `SPARROW_SERVED` or `SPARROW_NOT_SERVED`.
    uint32_t (*service)(void *user, sparrow_game *game, const sparrow_service_call *call);
    // Vibrate (`SPARROW_VIBRATE_*`); 0 when there is no motor.
    uint32_t (*vibrate)(void *user, sparrow_game *game, uint32_t kind);
} sparrow_callbacks;

// A game and its world. Begin with `SPARROW_GAME_OPTIONS_INIT`, name a package, and leave the rest zero where the default will
// do. Everything is copied; nothing needs to live longer than the call, but for the window.
typedef struct {
    // `sizeof(sparrow_game_options)`; set by `SPARROW_GAME_OPTIONS_INIT`.
    size_t size;
    // A game folder, a project folder or a zip; or null, with `package_bytes`.
    const char *package_path;
    // A zip in memory.
    const uint8_t *package_bytes;
    // Its length.
    size_t package_length;
    // Where games keep files and values; null: in memory. Games of different `app_id` do not see each other's.
    const char *data_folder;
    // Where compiled code is kept between runs; null: nowhere. The game must not be able to write there.
    const char *cache_folder;
    // Names the game in `data_folder`; null: the app id of the package, which is what the package says of itself. An app that runs packages of others
    // names them itself: else a package that gives itself another one's id gets its files.
    const char *app_id;
    // Width of the game's window in logical pixels; 0: 375.
    double width;
    // Height of the game's window in logical pixels; 0: 667.
    double height;
    // Physical pixels per logical one; 0: 1.
    double pixel_ratio;
    // What no notch covers, in logical pixels from the left edge of the window. All four zero: all of the window.
    double safe_left;
    // From the top edge.
    double safe_top;
    // From the left edge.
    double safe_right;
    // From the top edge.
    double safe_bottom;
    // `zh_CN`, `en`, ...; null: `zh_CN`.
    const char *language;
    // `android`, `ios`, `windows`, `mac`; null: the system that the library was built for.
    const char *platform;
    // Operating system and version, `Android 14`; null: as `platform`.
    const char *system;
    // Maker of the device; null: `sparrow`.
    const char *brand;
    // The device; null: `sparrow`.
    const char *model;
    // `SPARROW_RENDERER_*`.
    uint32_t renderer;
    // `SPARROW_TIME_*`.
    uint32_t time;
    // `SPARROW_AUDIO_*`.
    uint32_t audio;
    // Sum of `SPARROW_OPTION_*`.
    uint32_t flags;
    // Samples per second with `SPARROW_AUDIO_PULL`; 0: 48,000.
    uint32_t audio_rate_hz;
    // How the game was started, as `wx.getLaunchOptionsSync` says; 0: 1001.
    uint32_t launch_scene;
    // Its query, `level=3&from=ada`; null: none.
    const char *launch_query;
    // Seed of `Math.random` with `SPARROW_TIME_VIRTUAL`.
    uint64_t random_seed;
    // Certificates in PEM that are trusted beside the system's; null: none.
    const uint8_t *certificates;
    // Their length.
    size_t certificates_length;
    // What the game may use up; null: the defaults.
    const sparrow_limits *limits;
    // Where it is shown; null: nowhere, its pixels are read.
    const sparrow_window *window;
    // What the library tells the app; null: nothing.
    const sparrow_callbacks *callbacks;
    // The independent subpackage that the game starts from, by its name or its root, as the path of a share card is; null: the main package.
    const char *launch_subpackage;
} sparrow_game_options;

// What a frame gave.
typedef struct {
    // `sizeof(sparrow_frame)`; set by `SPARROW_FRAME_INIT`.
    size_t size;
    // 1 when the game asked to end.
    uint32_t exit;
    // 1 when the game asked to be started anew: destroy it and create it again, with `sparrow_game_restart_query`.
    uint32_t restart;
    // When the next frame should come, in milliseconds after this one.
    double interval_ms;
    // Uncaught errors since the game was created.
    uint64_t errors;
    // Size of what the game shows, in physical pixels; 0 before it has made a canvas.
    uint32_t width;
    // As `width`.
    uint32_t height;
    // 1 when a script took longer than `limits.entry_ms`, or was interrupted, and was stopped. What the frame had no time for waits for the next one. A
    // game for which it is 1 in frame after frame hangs.
    uint32_t stopped;
} sparrow_frame;

// It did what it says.
#define SPARROW_STATUS_OK 0

// A pointer is null, a text is not UTF-8, or a number is out of its range; the message says which.
#define SPARROW_STATUS_BAD_ARGUMENT 1

// The package cannot be used; the message is for its developer.
#define SPARROW_STATUS_BAD_PACKAGE 2

// What the game keeps, or a file of certificates, cannot be read or written.
#define SPARROW_STATUS_BAD_STORAGE 3

// Nothing can draw as it was asked to, or the window cannot be drawn to.
#define SPARROW_STATUS_NO_RENDERER 4

// A game is used on the thread that created it.
#define SPARROW_STATUS_WRONG_THREAD 5

// The game is in the middle of a call: callbacks may only queue input, answer services, send events and read files.
#define SPARROW_STATUS_BUSY 6

// The game has not drawn anything yet.
#define SPARROW_STATUS_NO_PICTURE 7

// The buffer is too small; the sizes are written all the same.
#define SPARROW_STATUS_TOO_SMALL 8

// This build of the library leaves that out; the message names the feature.
#define SPARROW_STATUS_NOT_BUILT 9

// A fault of the library. The game is of no use from then on; destroy it.
#define SPARROW_STATUS_INTERNAL 10

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// `SPARROW_ABI_VERSION` of the library, which may be another than the header's.
uint32_t sparrow_abi_version(void);

// The library's version, `"0.1.0"`. The text is never freed.
const char *sparrow_version(void);

// Fills `samples` with `frames` stereo frames, left and right in turn, in -1 to 1; with silence while the game is hidden. From any one
// thread at a time, such as the one of the sound device: it takes a lock that is held for short times only.
void sparrow_audio_pull(const sparrow_audio *audio,
                        float *samples,
                        size_t frames);

// Gives the sound back; null is fine. Not while `sparrow_audio_pull` runs.
void sparrow_audio_release(sparrow_audio *audio);

// Opens a package and runs its first script. `*game` is the game, or null; `*error` says why, and is to be freed with
// `sparrow_error_free`. `error` may be null. An error in the game's own code is none: the game runs on, and the error callback hears of it.
sparrow_status sparrow_game_create(const sparrow_game_options *options,
                                   sparrow_game **game,
                                   sparrow_error **error);

// Ends a game; null is fine. Refused in callbacks and on other threads, and then the game lives on.
sparrow_status sparrow_game_destroy(sparrow_game *game);

// Why the last refused call about this game was refused, in UTF-8; valid until the next one. Only on the game's thread: elsewhere,
// and of null, it is an empty text.
const char *sparrow_game_message(const sparrow_game *game);

// The query that the game wants to be started anew with, for `launch_query`: of `wx.restartMiniProgram({ path: "?level=3" })` that is
// `level=3`. In UTF-8; empty where it asked for none; valid until the next frame. Only on the game's thread: elsewhere, and of null, it is an empty text.
const char *sparrow_game_restart_query(const sparrow_game *game);

// Runs one frame of a game whose time is real: input and finished work to listeners, timers, animation frames; draws, and shows what was drawn. Call
// it with each refresh of the display, or when `frame->interval_ms` has passed. `frame` may be null.
sparrow_status sparrow_game_frame(sparrow_game *game,
                                  sparrow_frame *frame);

// Runs one frame of a game whose time is virtual; `now_ms` counts from its creation and never goes back.
sparrow_status sparrow_game_frame_at(sparrow_game *game, double now_ms, sparrow_frame *frame);

// Ends the scripts that run in `sparrow_game_frame` now, **from any other thread**, as if their time was up: for an app that cannot wait as long as
// `limits.entry_ms`. The frame returns soon after, and the game runs on in its next one. Without a frame it does nothing.
sparrow_status sparrow_game_interrupt(const sparrow_game *game);

// The pixels that the game shows: rows from the top, straight (not premultiplied) RGBA, one byte each. `*width` and `*height` are always written. With `rgba` null only the
// size is asked for; `capacity` is in bytes, and too small a buffer is `SPARROW_STATUS_TOO_SMALL`.
sparrow_status sparrow_game_read_pixels(sparrow_game *game,
                                        uint8_t *rgba,
                                        size_t capacity,
                                        uint32_t *width,
                                        uint32_t *height);

// A file by the path that the game wrote in the options of a service (`filePath` of `saveImageToPhotosAlbum`, `imageUrl` of `shareAppMessage`): `http://tmp/..`,
// `http://usr/..`, `wxfile://..`, or a path of the package. Also in callbacks, and of pictures that the game itself may not read. `*size` is always
// written. With `bytes` null only the size is asked for; too small a buffer is `SPARROW_STATUS_TOO_SMALL`, and a file that cannot be read
// `SPARROW_STATUS_BAD_STORAGE`.
sparrow_status sparrow_game_read_file(const sparrow_game *game,
                                      const char *path,
                                      uint8_t *bytes,
                                      size_t capacity,
                                      size_t *size);

// The game is shown in another window, or in none (null): when a phone takes its window away, before the window goes.
sparrow_status sparrow_game_set_window(sparrow_game *game, const sparrow_window *window);

// The window has another size in physical pixels. The game hears of its own size from `sparrow_game_resize`.
sparrow_status sparrow_game_resize_window(sparrow_game *game, uint32_t width, uint32_t height);

// The game's sound, for `sparrow_audio_pull` on any thread; `*audio` is to be released with `sparrow_audio_release`. Only with
// `SPARROW_AUDIO_PULL`.
sparrow_status sparrow_game_audio(sparrow_game *game,
                                  sparrow_audio **audio);

// A step (`SPARROW_DOWN` to `SPARROW_CANCEL`) of a finger. `id` is any number that stays the same until the finger is up; `x` and `y` are logical pixels of the
// window; `force` is 0 to 1, and 1 where it is not known.
sparrow_status sparrow_game_touch(sparrow_game *game,
                                  uint32_t step,
                                  uint64_t id,
                                  double x,
                                  double y,
                                  double force);

// A step (`SPARROW_DOWN`, `_MOVE` or `_UP`) of the mouse; `button` is 0 left, 1 middle, 2 right. Games for phones hear of touches
// only.
sparrow_status sparrow_game_mouse(sparrow_game *game,
                                  uint32_t step,
                                  double x,
                                  double y,
                                  uint8_t button);

// The wheel turned, by logical pixels.
sparrow_status sparrow_game_wheel(sparrow_game *game, double x, double y, double delta_x, double delta_y);

// A key goes down (1) or up (0); `key` and `code` as in UI Events: `"a"` and `"KeyA"`.
sparrow_status sparrow_game_key(sparrow_game *game, uint32_t down, const char *key, const char *code);

// A gamepad is there from now on: `index` is 0 to 3, `id` a name. Its buttons and axes are those of the standard layout of the web
// (<https://w3c.github.io/gamepad/#remapping>).
sparrow_status sparrow_game_gamepad_connect(sparrow_game *game,
                                            uint32_t index,
                                            const char *id);

// A button (0 to 16) of a gamepad is pressed so far: 0 to 1.
sparrow_status sparrow_game_gamepad_button(sparrow_game *game, uint32_t index, uint32_t button, double value);

// An axis (0 and 1: the left stick, 2 and 3: the right one) is at a place: -1 (left, up) to 1.
sparrow_status sparrow_game_gamepad_axis(sparrow_game *game, uint32_t index, uint32_t axis, double value);

// A gamepad is gone.
sparrow_status sparrow_game_gamepad_disconnect(sparrow_game *game, uint32_t index);

// The game's window has another size, in logical pixels.
sparrow_status sparrow_game_resize(sparrow_game *game, double width, double height);

// The game goes to the background: its next frame tells it (`wx.onHide`), and it neither draws nor sounds until `sparrow_game_show`. Frames may go on or stop.
sparrow_status sparrow_game_hide(sparrow_game *game);

// The game comes back.
sparrow_status sparrow_game_show(sparrow_game *game);

// The system is short of memory; 5 moderate, 10 low, 15 critical, as on Android.
sparrow_status sparrow_game_memory_warning(sparrow_game *game, uint32_t level);

// Answers a call of the service callback with a JSON object, or null for an empty one. **From any thread**, in the callback or later; the game
// hears of it at once in the first case, else in its next frame. A ticket is good for one answer: one that was never given, that was not served or that
// has its answer is `SPARROW_STATUS_BAD_ARGUMENT`.
sparrow_status sparrow_game_answer(sparrow_game *game,
                                   uint64_t ticket,
                                   const char *result);

// Fails a call of the service callback: `reason` follows `name:fail ` in `errMsg`. `err_code` is the family's own number, as of ads and payments; 0 for none.
// Tickets are as of `sparrow_game_answer`. **From any thread.**
sparrow_status sparrow_game_fail(sparrow_game *game,
                                 uint64_t ticket,
                                 const char *reason,
                                 int32_t err_code);

// Calls the listeners of `wx.on<name>` with a JSON value in the next frame: `KeyboardInput`, `AccelerometerChange`, `ShareAppMessage`. **From any
// thread.**
sparrow_status sparrow_game_event(sparrow_game *game,
                                  const char *name,
                                  const char *detail);

// Its status; `SPARROW_STATUS_OK` of null.
sparrow_status sparrow_error_status(const sparrow_error *error);

// Its message, in UTF-8, until it is freed; an empty text of null.
const char *sparrow_error_message(const sparrow_error *error);

// Frees an error; null is fine.
void sparrow_error_free(sparrow_error *error);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* SPARROW_H */

// The first value of a struct; everything but its size is zero.
#ifdef __cplusplus
#define SPARROW_INIT_(type) {sizeof(type)}
#else
#define SPARROW_INIT_(type) {.size = sizeof(type)}
#endif
#define SPARROW_GAME_OPTIONS_INIT SPARROW_INIT_(sparrow_game_options)
#define SPARROW_LIMITS_INIT SPARROW_INIT_(sparrow_limits)
#define SPARROW_WINDOW_INIT SPARROW_INIT_(sparrow_window)
#define SPARROW_CALLBACKS_INIT SPARROW_INIT_(sparrow_callbacks)
#define SPARROW_FRAME_INIT SPARROW_INIT_(sparrow_frame)
