using LowLatencyHedger.App.Engine;
using LowLatencyHedger.Messaging;

namespace LowLatencyHedger.App.Tests.Running;

/// <summary>Two agents of one thread, of which one goes before the other.</summary>
public sealed class PrecedenceAgentTests
{
    private readonly Scripted _private = new();
    private readonly Scripted _public = new();
    private readonly CompositeAgent _thread;

    public PrecedenceAgentTests()
    {
        var first = new PrecedenceAgent(_private);
        _thread = new CompositeAgent(first, new PrecedenceAgent(_public, first));
    }

    [Fact]
    public void DoWork_FirstHasNothing_BothHaveTheirTurns()
    {
        _public.Work = 3;
        Assert.Equal(3, _thread.DoWork());
        Assert.Equal(3, _thread.DoWork());
        Assert.Equal((2, 2), (_private.Turns, _public.Turns));
    }

    [Fact]
    public void DoWork_FirstWorks_SecondWaitsUntilItHasNothing()
    {
        _private.Work = 1;
        _thread.DoWork();
        _thread.DoWork();
        Assert.Equal((2, 0), (_private.Turns, _public.Turns));

        _private.Work = 0;
        _thread.DoWork();
        Assert.Equal((3, 1), (_private.Turns, _public.Turns));
    }

    [Fact]
    public void DoWork_FirstWorksWithoutEnd_SecondHasATurnNowAndThen()
    {
        _private.Work = 1;
        const int Rounds = 5;
        for (var turn = 0; turn < Rounds * (PrecedenceAgent.WaitsMax + 1); turn++)
        {
            _thread.DoWork();
        }

        Assert.Equal(Rounds, _public.Turns);
    }

    private sealed class Scripted : IAgent
    {
        public int Work { get; set; }

        public int Turns { get; private set; }

        public string Name => "scripted";

        public void OnStart()
        {
        }

        public int DoWork()
        {
            Turns++;
            return Work;
        }

        public void OnClose()
        {
        }
    }
}
