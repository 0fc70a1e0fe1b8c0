namespace LowLatencyHedger.Transport.Tests;

public sealed class LoopbackLineTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Send_ManyTimes_TakesBackWhatItSendsAndAllocatesNothing(bool isTls)
    {
        const int TextBytes = 211;
        const int Bytes = TextBytes + 8;
        const int Sends = 2_000;
        using var line = new LoopbackLine(TextBytes, isTls, new TransportSettings(), new StopwatchClock());
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
