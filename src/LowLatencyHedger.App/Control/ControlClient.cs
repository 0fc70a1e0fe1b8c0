using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LowLatencyHedger.App.Control;

/// <summary>The other end of the control socket: one request, one reply.</summary>
internal static class ControlClient
{
    private const int MaxReplyBytes = 1 << 20;

    /// <exception cref="IOException">No engine listens there, or it does not answer in time.</exception>
    public static async Task<JsonObject> SendAsync(string path, JsonObject request, TimeSpan timeout)
    {
        using var patience = new CancellationTokenSource(timeout);
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), patience.Token).ConfigureAwait(false);
            using var stream = new NetworkStream(socket);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(request.ToJsonString() + "\n"), patience.Token).ConfigureAwait(false);
            using var reply = new MemoryStream();
            var part = new byte[4096];
            int count;
            while (reply.Length < MaxReplyBytes && (count = await stream.ReadAsync(part, patience.Token).ConfigureAwait(false)) > 0)
            {
                reply.Write(part, 0, count);
            }

            return JsonNode.Parse(reply.ToArray()) as JsonObject ?? throw new IOException($"the engine at {path} answered with something else than an object");
        }
        catch (Exception e) when (e is SocketException or ArgumentOutOfRangeException)
        {
            throw new IOException($"no engine listens on {path}: {e.Message}", e);
        }
        catch (OperationCanceledException e)
        {
            throw new IOException($"the engine at {path} has not answered within {timeout.TotalSeconds:0} s", e);
        }
        catch (JsonException e)
        {
            throw new IOException($"the engine at {path} ended the connection without an answer", e);
        }
    }
}
