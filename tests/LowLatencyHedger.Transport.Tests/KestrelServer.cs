using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace LowLatencyHedger.Transport.Tests;

/// <summary>
/// ASP.NET Core's websocket server on a free port. /echo sends each message back; a message "close N" closes with code N; "burst N" sends N
/// messages; "big N" sends one message of N bytes; /refuse answers 429.
/// </summary>
internal sealed class KestrelServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private KestrelServer(WebApplication application) => _application = application;

    public int Port => new Uri(_application.Urls.Single()).Port;

    public static async Task<KestrelServer> StartAsync(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        builder.Logging.ClearProviders();
        var application = builder.Build();
        application.UseWebSockets();
        application.Run(AnswerAsync);
        await application.StartAsync();
        return new KestrelServer(application);
    }

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await _application.StopAsync(soon.Token);
        await _application.DisposeAsync();
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/refuse")
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        try
        {
            await ConverseAsync(socket);
        }
        catch (WebSocketException)
        {
            // The client under test went away, as some tests do.
            socket.Abort();
        }
    }

    private static async Task ConverseAsync(WebSocket socket)
    {
        var buffer = new byte[256 * 1024];
        while (socket.State == WebSocketState.Open)
        {
            var received = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer.AsMemory(received), CancellationToken.None);
                received += part.Count;
            }
            while (!part.EndOfMessage);

            if (part.MessageType == WebSocketMessageType.Close)
            {
                var code = socket.CloseStatus ?? WebSocketCloseStatus.Empty;
                await socket.CloseOutputAsync(code, socket.CloseStatusDescription, CancellationToken.None);
                return;
            }

            await ReplyAsync(socket, buffer.AsMemory(0, received));
        }
    }

    private static async Task ReplyAsync(WebSocket socket, ReadOnlyMemory<byte> message)
    {
        var words = message.Length < 30 ? Encoding.UTF8.GetString(message.Span).Split(' ') : [""];
        var number = words.Length == 2 && int.TryParse(words[1], out var parsed) ? parsed : 0;
        switch (words[0])
        {
            case "close":
                await socket.CloseAsync((WebSocketCloseStatus)number, "as asked", CancellationToken.None);
                break;
            case "burst":
                for (var i = 0; i < number; i++)
                {
                    await SendAsync(socket, Encoding.UTF8.GetBytes($"number {i}"));
                }

                break;
            case "big":
                await SendAsync(socket, Enumerable.Repeat((byte)'b', number).ToArray());
                break;
            default:
                await SendAsync(socket, message);
                break;
        }
    }

    private static ValueTask SendAsync(WebSocket socket, ReadOnlyMemory<byte> bytes) =>
        socket.SendAsync(bytes, WebSocketMessageType.Text, true, CancellationToken.None);
}
