using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Transport;

/// <summary>
/// Exponential back-off with full jitter over a floor: the n-th wait in a row is uniform in [min, min(max, min * 2^(n+1))]. Deterministic
/// given its seed.
/// Thread: owner only.
/// </summary>
public sealed class ReconnectPolicy
{
    private readonly ReconnectSettings _settings;
    private int _attempts;
    private SplitMix64 _random;

    public ReconnectPolicy(ReconnectSettings settings, ulong seed)
    {
        if (settings.MinDelayNanos <= 0)
        {
            Throw.ArgumentOutOfRange(nameof(settings), settings.MinDelayNanos, "a shortest delay above zero");
        }

        if (settings.MaxDelayNanos < settings.MinDelayNanos)
        {
            Throw.ArgumentOutOfRange(nameof(settings), settings.MaxDelayNanos, "a longest delay not below the shortest");
        }

        _settings = settings;
        _random = new SplitMix64(seed);
    }

    /// <summary>Waits handed out since the last reset.</summary>
    public int Attempts => _attempts;

    /// <summary>The wait before the next attempt.</summary>
    public long NextDelayNanos()
    {
        var ceiling = _settings.MinDelayNanos;
        for (var doubling = 0; doubling <= _attempts && ceiling < _settings.MaxDelayNanos; doubling++)
        {
            ceiling = ceiling > _settings.MaxDelayNanos / 2 ? _settings.MaxDelayNanos : ceiling * 2;
        }

        _attempts++;
        var span = (ulong)(ceiling - _settings.MinDelayNanos) + 1;
        return _settings.MinDelayNanos + (long)Math.BigMul(_random.Next(), span, out _);
    }

    /// <summary>A connection ended after it had been open for <paramref name="openNanos"/>.</summary>
    public void OnClosed(long openNanos)
    {
        if (openNanos >= _settings.StableNanos)
        {
            _attempts = 0;
        }
    }
}
