package io.flinkiscc.serve;

import io.flinkiscc.state.ServedTask;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The threads of a service that move bytes, and the names of all. */
final class ServiceThreads {

  private static final int SEARCHES_PER_LOOP = 4;

  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final EventLoopGroup loop;

  /** One thread for the bytes of some that search. */
  ServiceThreads(ServedTask task, int searchThreads) {
    DefaultThreadFactory factory =
        new DefaultThreadFactory(name(task, "io"), true) {
          @Override
          public Thread newThread(Runnable run) {
            Thread thread = super.newThread(run);
            threads.add(thread);
            return thread;
          }
        };
    loop =
        new MultiThreadIoEventLoopGroup(
            Math.max(1, searchThreads / SEARCHES_PER_LOOP), factory, NioIoHandler.newFactory());
  }

  static String name(ServedTask task, String what) {
    return "iscc-service-" + task.place().subtask() + "-" + what;
  }

  EventLoopGroup loop() {
    return loop;
  }

  /** Ends the threads and waits for that. */
  void end() throws InterruptedException {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
