namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>
/// The liveness rules of one connection: heartbeats every interval, a test request after one silent interval, the end after a
/// second one; without heartbeats the end after ten silent minutes. Times are UTC microseconds.
/// Source: deribit protocol notes, section 3; the deadline is this simulation's choice, the venue does not publish its own.
/// </summary>
public sealed class Heartbeat
{
    private const long IdleMicros = 600_000_000;

    private long _intervalMicros;
    private long _nextBeatMicros;
    private long _testRequestMicros;
    private long _lastReceivedMicros;
    private long _lastTrafficMicros;

    /// <param name="nowMicros">When the connection opened.</param>
    public Heartbeat(long nowMicros)
    {
        _lastReceivedMicros = nowMicros;
        _lastTrafficMicros = nowMicros;
    }

    /// <summary>Turns heartbeats on, or off with 0.</summary>
    public void Set(int intervalSeconds, long nowMicros)
    {
        _intervalMicros = intervalSeconds * 1_000_000L;
        _nextBeatMicros = nowMicros + _intervalMicros;
        _testRequestMicros = 0;
    }

    /// <summary>Any frame of the client counts as an answer.</summary>
    public void OnReceived(long nowMicros)
    {
        _lastReceivedMicros = nowMicros;
        _lastTrafficMicros = nowMicros;
        _testRequestMicros = 0;
    }

    /// <summary>A frame went out.</summary>
    public void OnSent(long nowMicros) => _lastTrafficMicros = nowMicros;

    /// <summary>What is due now; ask until <see cref="HeartbeatAction.None"/>.</summary>
    public HeartbeatAction Next(long nowMicros)
    {
        if (_intervalMicros == 0)
        {
            return nowMicros - _lastTrafficMicros >= IdleMicros ? HeartbeatAction.Close : HeartbeatAction.None;
        }

        if (_testRequestMicros != 0 && nowMicros - _testRequestMicros >= _intervalMicros)
        {
            return HeartbeatAction.Close;
        }

        if (nowMicros >= _nextBeatMicros)
        {
            _nextBeatMicros = nowMicros + _intervalMicros;
            return HeartbeatAction.SendHeartbeat;
        }

        if (_testRequestMicros == 0 && nowMicros - _lastReceivedMicros >= _intervalMicros)
        {
            _testRequestMicros = nowMicros;
            return HeartbeatAction.SendTestRequest;
        }

        return HeartbeatAction.None;
    }
}
