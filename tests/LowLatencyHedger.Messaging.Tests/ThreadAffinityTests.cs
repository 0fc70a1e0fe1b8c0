namespace LowLatencyHedger.Messaging.Tests;

/// <summary>Not beside other tests: some bind threads, and here all of the process are bound anew.</summary>
[Collection(nameof(ThreadAffinityTests))]
[CollectionDefinition(nameof(ThreadAffinityTests), DisableParallelization = true)]
public sealed class ThreadAffinityTests
{
    [Theory]
    [InlineData(-1)]
    [InlineData(1024)]
    [InlineData(1023)]
    public void TryPinCurrentThread_CpuThatDoesNotExist_SaysWhy(int cpu)
    {
        var allowed = ThreadAffinity.CurrentThreadCpus();
        if (allowed.Contains(cpu))
        {
            Assert.Skip($"this machine has a CPU {cpu}");
        }

        Assert.False(ThreadAffinity.TryPinCurrentThread(cpu, out var errorNumber));
        Assert.NotEqual(0, errorNumber);
        Assert.Equal(allowed, ThreadAffinity.CurrentThreadCpus());
    }

    [Fact]
    public void TryPinCurrentThread_AllowedCpu_LeavesOnlyThatOneAndOnlyForThatThread()
    {
        var allowed = ThreadAffinity.CurrentThreadCpus();
        if (allowed.Length == 0)
        {
            Assert.Skip("this system does not tell which CPUs a thread may run on");
        }

        int[] after = [];
        var errorNumber = -1;
        var pinned = false;
        var thread = new Thread(() =>
        {
            pinned = ThreadAffinity.TryPinCurrentThread(allowed[^1], out errorNumber);
            after = ThreadAffinity.CurrentThreadCpus();
        });
        thread.Start();
        thread.Join();

        if (!pinned)
        {
            Assert.Skip($"this system does not let a thread be bound: error {errorNumber}");
        }

        Assert.Equal([allowed[^1]], after);
        Assert.Equal(allowed, ThreadAffinity.CurrentThreadCpus());
    }

    [Fact]
    public void TryKeepProcessOff_OneOfSeveralCpus_BindsThreadsOldAndNewToTheOthersUntilAllAreGivenBack()
    {
        var allowed = ThreadAffinity.CurrentThreadCpus();
        Assert.SkipWhen(allowed.Length < 2, "needs two CPUs");
        using var isBound = new ManualResetEventSlim();
        int[] ofOld = [];
        int[] ofNew = [];
        var old = new Thread(() =>
        {
            isBound.Wait();
            ofOld = ThreadAffinity.CurrentThreadCpus();
        });
        old.Start();
        try
        {
            Assert.True(ThreadAffinity.TryKeepProcessOff([allowed[^1]]));

            var young = new Thread(() => ofNew = ThreadAffinity.CurrentThreadCpus());
            young.Start();
            young.Join();
            isBound.Set();
            old.Join();
        }
        finally
        {
            isBound.Set();
            Assert.True(ThreadAffinity.TryKeepProcessOff([]));
        }

        Assert.Equal(allowed[..^1], ofOld);
        Assert.Equal(allowed[..^1], ofNew);
        Assert.Equal(allowed, ThreadAffinity.CurrentThreadCpus());
    }

    [Fact]
    public void TryKeepProcessOff_AllCpus_ChangesNothing()
    {
        var allowed = ThreadAffinity.CurrentThreadCpus();

        Assert.False(ThreadAffinity.TryKeepProcessOff(allowed));

        Assert.Equal(allowed, ThreadAffinity.CurrentThreadCpus());
    }
}
