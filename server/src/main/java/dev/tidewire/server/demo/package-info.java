/** What only {@code --dev} adds to a server: the feed of the machine under it. */
@NullMarked
package dev.tidewire.server.demo;

import org.jspecify.annotations.NullMarked;
