// A game inside a C program: embed-c GAME OUT.ppm plays two seconds of a game without a window, taps once, answers wx.login,
// and writes what it shows as a PPM.
//
//     cargo build --release -p sparrow-capi
//     cc -Iengine/capi/include examples/embed-c/main.c -Ltarget/release -lsparrow -Wl,-rpath,target/release -o embed-c
//     ./embed-c examples/hop hop.ppm

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sparrow.h"

static void on_log(void *user, sparrow_game *game, uint32_t level, const char *origin, const char *text) {
    (void)user, (void)game;
    static const char *const levels[] = {"debug", "info", "warn", "error"};
    fprintf(stderr, "[%s] %s %s\n", levels[level <= SPARROW_LOG_ERROR ? level : SPARROW_LOG_ERROR], origin, text);
}

// What this app does for its games: it signs users in.
static uint32_t on_service(void *user, sparrow_game *game, const sparrow_service_call *call) {
    (void)user;
    if (strcmp(call->name, "login") != 0) return SPARROW_NOT_SERVED;
    // Here at once; an app that asks its server answers later, from whatever thread, with the same ticket.
    sparrow_game_answer(game, call->ticket, "{\"code\": \"from-our-server\"}");
    return SPARROW_SERVED;
}

static void check(sparrow_status status, sparrow_game *game, const char *what) {
    if (status == SPARROW_STATUS_OK) return;
    fprintf(stderr, "%s failed (%" PRId32 "): %s\n", what, status, sparrow_game_message(game));
    exit(1);
}

static int write_ppm(const char *path, const uint8_t *rgba, uint32_t width, uint32_t height) {
    FILE *file = fopen(path, "wb");
    if (file == NULL) return 0;
    fprintf(file, "P6\n%" PRIu32 " %" PRIu32 "\n255\n", width, height);
    for (size_t i = 0; i < (size_t)width * height; i++) fwrite(rgba + 4 * i, 1, 3, file);
    return fclose(file) == 0;
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: embed-c GAME OUT.ppm\n");
        return 2;
    }
    if (sparrow_abi_version() != SPARROW_ABI_VERSION) {
        fprintf(stderr, "the library speaks version %" PRIu32 "\n", sparrow_abi_version());
        return 2;
    }

    sparrow_callbacks callbacks = SPARROW_CALLBACKS_INIT;
    callbacks.log = on_log;
    callbacks.service = on_service;
    sparrow_game_options options = SPARROW_GAME_OPTIONS_INIT;
    options.package_path = argv[1];
    options.time = SPARROW_TIME_VIRTUAL;
    options.audio = SPARROW_AUDIO_PULL;
    options.random_seed = 1;
    options.callbacks = &callbacks;

    sparrow_game *game;
    sparrow_error *error;
    if (sparrow_game_create(&options, &game, &error) != SPARROW_STATUS_OK) {
        fprintf(stderr, "%s: %s\n", argv[1], sparrow_error_message(error));
        sparrow_error_free(error);
        return 1;
    }
    // An app hands this to its sound device's thread.
    sparrow_audio *audio;
    check(sparrow_game_audio(game, &audio), game, "audio");

    sparrow_frame frame = SPARROW_FRAME_INIT;
    float samples[2 * 800]; // 48,000 a second in 60 frames
    for (int n = 0; n < 120 && !frame.exit; n++) {
        if (n == 30) check(sparrow_game_touch(game, SPARROW_DOWN, 1, 187, 400, 1), game, "touch");
        if (n == 32) check(sparrow_game_touch(game, SPARROW_UP, 1, 187, 400, 1), game, "touch");
        check(sparrow_game_frame_at(game, n * (1000.0 / 60.0), &frame), game, "frame");
        sparrow_audio_pull(audio, samples, 800);
    }

    size_t capacity = (size_t)frame.width * frame.height * 4;
    uint8_t *rgba = malloc(capacity);
    if (rgba == NULL) return 1;
    uint32_t width, height;
    check(sparrow_game_read_pixels(game, rgba, capacity, &width, &height), game, "read_pixels");
    if (!write_ppm(argv[2], rgba, width, height)) {
        perror(argv[2]);
        return 1;
    }
    printf("%s: %" PRIu32 " x %" PRIu32 ", %" PRIu64 " errors\n", argv[2], width, height, frame.errors);

    free(rgba);
    sparrow_audio_release(audio);
    check(sparrow_game_destroy(game), NULL, "destroy");
    return 0;
}
