using LowLatencyHedger.App.Engine;
using LowLatencyHedger.Messaging;

namespace LowLatencyHedger.App.Tests.Running;

/// <summary>An agent before which another one of its thread goes.</summary>
public sealed class PrecedenceAgentTests
{
    private readonly Scripted _market = new() { Work = 3 };
    private readonly PrecedenceAgent _agent;
    private bool _hasReceived;

    public PrecedenceAgentTests() => _agent = new PrecedenceAgent(_market, () => _hasReceived);

    [Fact]
    public void DoWork_NothingArrivesForTheOther_HasItsTurns()
    {
        Assert.Equal(3, _agent.DoWork());
        Assert.Equal(3, _agent.DoWork());
        Assert.Equal(2, _market.Turns);
    }

    [Fact]
    public void DoWork_MessagesArriveForTheOther_WaitsUntilNoneDoes()
    {
        _hasReceived = true;
        Assert.Equal(0, _agent.DoWork());
        Assert.Equal(0, _agent.DoWork());
        Assert.Equal(0, _market.Turns);

        _hasReceived = false;
        Assert.Equal(3, _agent.DoWork());
        Assert.Equal(1, _market.Turns);
    }

    [Fact]
    public void DoWork_MessagesArriveWithoutEnd_HasATurnNowAndThen()
    {
        _hasReceived = true;
        const int Rounds = 5;
        for (var turn = 0; turn < Rounds * (PrecedenceAgent.WaitsMax + 1); turn++)
        {
            _agent.DoWork();
        }

        Assert.Equal(Rounds, _market.Turns);
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
