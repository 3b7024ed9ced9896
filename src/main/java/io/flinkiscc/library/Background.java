package io.flinkiscc.library;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One thread, of all indexes together, for work nobody waits for. Ends when it is idle. */
final class Background {

  private static final long IDLE_SECONDS = 5;

  private static final ThreadPoolExecutor THREAD =
      new ThreadPoolExecutor(
          1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Background::thread);

  static {
    THREAD.allowCoreThreadTimeOut(true);
  }

  private Background() {}

  static Executor thread() {
    return THREAD;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "measure indexes");
    thread.setDaemon(true);
    return thread;
  }
}
