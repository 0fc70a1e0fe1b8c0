using System.Security.Cryptography;
using System.Text;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using Microsoft.AspNetCore.Http;

namespace LowLatencyHedger.App.Monitor;

/// <summary>
/// Who may do what on the monitor's port. Whoever reaches loopback may read, but not through a name that a foreign page had resolved to it;
/// changes need the token, too, and come from the monitor's own page or from no page at all.
/// </summary>
internal sealed class RequestGuard(byte[] token)
{
    private const int FailuresMax = 5;
    private const int BodyBytesMax = 4096;

    private readonly Lock _lock = new();
    private readonly Queue<long> _failuresNanos = new();

    /// <summary>0 when the request may be answered, else the HTTP status to refuse it with.</summary>
    public static int CheckHost(HttpRequest request) =>
        request.Host.Host is "localhost" or "127.0.0.1" or "[::1]" ? 0 : StatusCodes.Status421MisdirectedRequest;

    /// <summary>0 when the request may change something, else the HTTP status to refuse it with.</summary>
    public int CheckChange(HttpRequest request)
    {
        if (request.Method != HttpMethods.Post)
        {
            return StatusCodes.Status405MethodNotAllowed;
        }

        var origin = request.Headers.Origin.ToString();
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if ((origin.Length > 0 && origin != $"http://{request.Host}") || site is not ("" or "same-origin" or "none"))
        {
            return StatusCodes.Status403Forbidden;
        }

        if (request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
        {
            return StatusCodes.Status415UnsupportedMediaType;
        }

        if (request.ContentLength is null or > BodyBytesMax)
        {
            return StatusCodes.Status413PayloadTooLarge;
        }

        return CheckToken(request.Headers.Authorization.ToString(), HotClock.MonotonicNanos());
    }

    private int CheckToken(string authorization, long nowNanos)
    {
        lock (_lock)
        {
            while (_failuresNanos.TryPeek(out var oldest) && nowNanos - oldest > 60 * Nanos.PerSecond)
            {
                _failuresNanos.Dequeue();
            }

            if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(authorization), [.. "Bearer "u8, .. token]))
            {
                return 0;
            }

            // The right token is never kept out by others that are wrong: a halt must not depend on who else tries.
            _failuresNanos.Enqueue(nowNanos);
            return _failuresNanos.Count > FailuresMax ? StatusCodes.Status429TooManyRequests : StatusCodes.Status401Unauthorized;
        }
    }
}
