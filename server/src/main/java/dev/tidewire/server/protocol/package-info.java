/**
 * The wire language: values, requests, replies, pushes, their codec, error codes and close reasons.
 * No I/O, no threads.
 */
@NullMarked
package dev.tidewire.server.protocol;

import org.jspecify.annotations.NullMarked;
