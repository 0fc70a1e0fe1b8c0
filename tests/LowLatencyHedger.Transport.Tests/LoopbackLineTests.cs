namespace LowLatencyHedger.Transport.Tests;

public sealed class LoopbackLineTests
{
    [Fact]
    public void Send_ManyTimes_TakesBackWhatItSendsAndAllocatesNothing()
    {
        const int Bytes = 219;
        const int Sends = 2_000;
        using var line = new LoopbackLine(Bytes, new TransportSettings());
        line.Send();
        var taken = 0L;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Sends; i++)
        {
            taken += line.Send();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        // What is still under way at the end, and no more.
        Assert.InRange(taken, (Sends - 10) * Bytes, (Sends + 1) * Bytes);
    }
}
