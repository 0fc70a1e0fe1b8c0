namespace LowLatencyHedger.Messaging.Tests;

public sealed class KillLatchTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    private readonly KillLatch _latch = new();

    [Fact]
    public void TryBeginSend_Unset_Passes()
    {
        Assert.True(_latch.TryBeginSend());
        _latch.EndSend();
        Assert.False(_latch.IsSet);
    }

    [Fact]
    public void TryBeginSend_SetThenCleared_IsRefusedThenPasses()
    {
        Assert.True(_latch.Set(s_long));
        Assert.True(_latch.IsSet);
        Assert.False(_latch.TryBeginSend());
        Assert.False(_latch.TryBeginSend());

        _latch.Clear();
        Assert.True(_latch.TryBeginSend());
    }

    [Fact]
    public void Set_ASendHangs_SaysSoAndIsSetAllTheSame()
    {
        Assert.True(_latch.TryBeginSend());

        Assert.False(_latch.Set(TimeSpan.Zero));
        _latch.EndSend();
        Assert.False(_latch.TryBeginSend());
    }

    [Fact]
    public async Task Set_ASendIsUnderWay_ReturnsAfterItsEnd()
    {
        Assert.True(_latch.TryBeginSend());
        var isEnded = false;
        var setter = Task.Run(() => _latch.Set(s_long) && Volatile.Read(ref isEnded));
        SpinWait.SpinUntil(() => _latch.IsSet);
        Volatile.Write(ref isEnded, true);
        _latch.EndSend();

        Assert.True(await setter);
    }

    /// <summary>A sender that never stops asking, and a setter that comes at any moment of it: nothing passes once Set has returned.</summary>
    [Fact]
    public void Set_RacingASender_NothingPassesAfterItsReturn()
    {
        var sent = 0L;
        var isOver = false;
        var sender = new Thread(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                if (_latch.TryBeginSend())
                {
                    Volatile.Write(ref sent, sent + 1);
                    _latch.EndSend();
                }
            }
        });
        sender.Start();
        var late = 0;
        for (var round = 0; round < 2_000; round++)
        {
            var before = Volatile.Read(ref sent);
            SpinWait.SpinUntil(() => Volatile.Read(ref sent) > before);
            Assert.True(_latch.Set(s_long));
            var atReturn = Volatile.Read(ref sent);
            Thread.Yield();
            late += Volatile.Read(ref sent) == atReturn ? 0 : 1;
            _latch.Clear();
        }

        Volatile.Write(ref isOver, true);
        sender.Join();
        Assert.Equal(0, late);
    }
}
