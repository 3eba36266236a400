/** How each kind of server is spoken to. Knows no sockets. */
@NullMarked
package dev.tidewire.loadtest.driver;

import org.jspecify.annotations.NullMarked;
