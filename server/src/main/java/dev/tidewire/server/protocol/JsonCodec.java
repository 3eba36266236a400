package dev.tidewire.server.protocol;

/**
 * The protocol {@code tidewire.v1}: one JSON object in each text message. See {@code
 * docs/protocol.md}.
 */
public final class JsonCodec implements Codec {
  private final JsonRequestReader reader = new JsonRequestReader();

  @Override
  public String subprotocol() {
    return "tidewire.v1";
  }

  @Override
  public RequestFrame decode(byte[] buffer, int offset, int length) throws BadFrameException {
    return reader.read(buffer, offset, length);
  }

  @Override
  public byte[] encode(ServerFrame frame) {
    JsonWriter json = new JsonWriter();
    switch (frame) {
      case Reply reply -> JsonReplies.write(json, reply);
      case Push push -> JsonPushes.write(json, push);
    }
    return json.toByteArray();
  }

  /**
   * Reads the body of a server API publish: {@code {"channel":…,"data":…,"key"?:…}}.
   *
   * @throws Refusal ({@code BAD_REQUEST}) when it is none
   */
  public Request.Publish decodePublish(byte[] body) {
    return reader.readPublish(body);
  }
}
