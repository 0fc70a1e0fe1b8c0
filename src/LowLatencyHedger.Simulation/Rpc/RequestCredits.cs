namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>The leaky buckets of one account, or of the callers without login; they start full. Thread: the server's.</summary>
internal sealed class RequestCredits
{
    private readonly Bucket _nonMatching;
    private readonly Bucket _instruments;
    private readonly Bucket _subscribe;
    private readonly Bucket _matching;
    private readonly Bucket _cancelAll;

    public RequestCredits(RpcServerOptions options)
    {
        _nonMatching = new Bucket(options.NonMatchingLimit);
        _instruments = new Bucket(options.InstrumentsLimit);
        _subscribe = new Bucket(options.SubscribeLimit);
        _matching = new Bucket(options.MatchingLimit);
        _cancelAll = new Bucket(options.CancelAllLimit);
    }

    /// <summary>Pays for one request; false when the pool is empty.</summary>
    public bool TryPay(RequestClass requestClass, long nowUtcMicros) => requestClass switch
    {
        RequestClass.Instruments => _instruments.TryTake(nowUtcMicros),
        RequestClass.Subscribe => _subscribe.TryTake(nowUtcMicros),
        RequestClass.Matching => _matching.TryTake(nowUtcMicros),
        RequestClass.CancelAll => _cancelAll.TryTake(nowUtcMicros),
        _ => _nonMatching.TryTake(nowUtcMicros),
    };

    private sealed class Bucket
    {
        private readonly RateLimit _limit;
        private double _requests;
        private long _filledUtcMicros;

        public Bucket(RateLimit limit)
        {
            _limit = limit;
            _requests = limit.Burst;
        }

        public bool TryTake(long nowUtcMicros)
        {
            _requests = Math.Min(_limit.Burst, _requests + ((nowUtcMicros - _filledUtcMicros) / 1e6 * _limit.RatePerSecond));
            _filledUtcMicros = nowUtcMicros;
            if (_requests < 1)
            {
                return false;
            }

            _requests--;
            return true;
        }
    }
}
