package dev.tidewire.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectionKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReadyKeysTest {
  private static final int LIMIT = 4 * ReadyKeys.FEW;

  private final ReadyKeys ready = new ReadyKeys(LIMIT);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, ReadyKeys.FEW, ReadyKeys.FEW + 1, LIMIT})
  void isCopiedInOrderAndCleared(int count) {
    List<SelectionKey> keys = added(count);

    SelectionKey[] copy = ready.toArray(new SelectionKey[0]);
    assertThat(Arrays.asList(copy).subList(0, count)).isEqualTo(keys);
    // The first place behind the keys ends them.
    assertThat(copy.length > count ? copy[count] : null).isNull();

    ready.clear();
    assertThat(ready).isEmpty();
    assertThat(added(LIMIT)).hasSize(LIMIT);
    assertThat(ready).hasSize(LIMIT);
  }

  @Test
  void takesNoMoreThanItsLimit() {
    added(LIMIT);
    assertThat(ready.add(new Key())).isFalse();
    assertThat(ready).hasSize(LIMIT);
  }

  @Test
  void fewKeysAfterACrowdAreCopiedIntoAShortArray() {
    added(LIMIT);
    SelectionKey[] crowd = ready.toArray(new SelectionKey[0]);
    assertThat(crowd).hasSize(LIMIT);
    ready.clear();

    added(ReadyKeys.FEW);
    SelectionKey[] few = ready.toArray(crowd);
    assertThat(few).hasSize(ReadyKeys.FEW);

    added(1);
    assertThat(ready.toArray(few)).hasSize(ReadyKeys.FEW + 1);
  }

  @Test
  void anotherTypeOfArrayIsFilledAsUsual() {
    List<SelectionKey> keys = added(2);
    assertThat(ready.toArray(new Object[2])).isEqualTo(keys.toArray());
  }

  private List<SelectionKey> added(int count) {
    List<SelectionKey> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      SelectionKey key = new Key();
      keys.add(key);
      ready.add(key);
    }
    return keys;
  }

  /** A key of no selector: the set looks at its identity only. */
  private static final class Key extends AbstractSelectionKey {
    @Override
    public SelectableChannel channel() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Selector selector() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int interestOps() {
      return 0;
    }

    @Override
    public SelectionKey interestOps(int ops) {
      return this;
    }

    @Override
    public int readyOps() {
      return 0;
    }
  }
}
