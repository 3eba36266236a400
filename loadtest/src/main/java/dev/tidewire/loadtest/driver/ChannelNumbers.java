package dev.tidewire.loadtest.driver;

/** Reads the channel's number back from its name, where it stands behind the last dot. */
final class ChannelNumbers {
  private ChannelNumbers() {}

  /**
   * In which place the member listens to the channel whose name begins here and ends at a quote.
   */
  static int place(Member member, byte[] array, int from, int to) {
    int number = 0;
    for (int i = from; i < to && array[i] != '"'; i++) {
      number = array[i] == '.' ? 0 : number * 10 + array[i] - '0';
    }
    return member.index(number);
  }
}
