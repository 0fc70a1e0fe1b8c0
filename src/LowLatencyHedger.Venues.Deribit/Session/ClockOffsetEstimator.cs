using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>
/// Where the venue's UTC clock stands against this machine's monotonic one, from the stamps in replies. Of the last samples it believes the
/// one with the shortest round trip, whose error is at most half of that round trip. A step of this machine's UTC clock changes nothing.
/// </summary>
internal sealed class ClockOffsetEstimator
{
    /// <summary>At a sample every five seconds, what is believed is at most about 80 s old.</summary>
    public const int Window = 16;

    private readonly long[] _offsets = new long[Window];
    private readonly long[] _roundTrips = new long[Window];
    private int _count;
    private long _venueMinusMonotonicNanos;
    private long _roundTripNanos = long.MaxValue;

    /// <summary>Venue minus this machine's UTC clock, as that stands at a reading of both clocks; 0 until measured. Any thread may ask.</summary>
    [HotPath]
    public long OffsetNanos(in Timestamp now)
    {
        var venueMinusMonotonicNanos = Volatile.Read(ref _venueMinusMonotonicNanos);
        return venueMinusMonotonicNanos == 0 ? 0 : venueMinusMonotonicNanos - (now.UtcNanos - now.MonotonicNanos);
    }

    /// <summary>The round trip, less the venue's handling time, of the sample that is believed. Owner's thread.</summary>
    public long RoundTripNanos => _roundTripNanos;

    /// <summary>Takes in one reply. Stamps that contradict each other are ignored.</summary>
    public void Add(in Timestamp sent, in Timestamp received, long venueInMicros, long venueOutMicros)
    {
        var handlingNanos = (venueOutMicros - venueInMicros) * Nanos.PerMicro;
        var roundTripNanos = received.MonotonicNanos - sent.MonotonicNanos - handlingNanos;
        if (venueInMicros <= 0 || handlingNanos < 0 || roundTripNanos < 0)
        {
            return;
        }

        // Taken apart so that no sum of two times since 1970 leaves the range of a long.
        var outward = venueInMicros * Nanos.PerMicro - sent.MonotonicNanos;
        var homeward = venueOutMicros * Nanos.PerMicro - received.MonotonicNanos;
        _offsets[_count % Window] = (outward + homeward) / 2;
        _roundTrips[_count % Window] = roundTripNanos;
        _count++;

        var best = 0;
        for (var i = 1; i < Math.Min(_count, Window); i++)
        {
            if (_roundTrips[i] < _roundTrips[best])
            {
                best = i;
            }
        }

        _roundTripNanos = _roundTrips[best];
        Volatile.Write(ref _venueMinusMonotonicNanos, _offsets[best]);
    }
}
