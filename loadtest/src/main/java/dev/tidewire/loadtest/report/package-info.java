/** What people and programs get to see: summary, live display, JSON, HTML, thresholds. */
@NullMarked
package dev.tidewire.loadtest.report;

import org.jspecify.annotations.NullMarked;
