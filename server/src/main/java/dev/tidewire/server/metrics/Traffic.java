package dev.tidewire.server.metrics;

/**
 * What one loop moved since it was last reported. Plain fields, so that counting a delivery costs
 * an addition; confined to the loop.
 */
public final class Traffic {
  long writes;
  long batchedWrites;
  long messagesSent;
  long bytesSent;
  long messagesReceived;
  long bytesReceived;
  long queuedBytes;
  long compressedMessages;
  long bytesBeforeCompression;
  long bytesAfterCompression;

  /** One write moved so many bytes and finished so many messages. */
  public void wrote(int bytes, int messages) {
    writes++;
    bytesSent += bytes;
    messagesSent += messages;
  }

  /** That write went to the kernel together with others. */
  public void batched() {
    batchedWrites++;
  }

  /** One read brought so many bytes. */
  public void read(int bytes) {
    bytesReceived += bytes;
  }

  /** A whole message was received. */
  public void receivedMessage() {
    messagesReceived++;
  }

  /** A message was compressed; to as many bytes as it had, when it is sent as it is. */
  public void compressed(int before, int after) {
    compressedMessages++;
    bytesBeforeCompression += before;
    bytesAfterCompression += after;
  }

  /** A queue grew, or shrank when negative, by so many bytes. */
  public void queued(int bytes) {
    queuedBytes += bytes;
  }
}
