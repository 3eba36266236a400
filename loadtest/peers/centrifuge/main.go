// Hosts centrifuge, the library that Centrifugo is built on, as a server for comparisons: the memory
// broker, a token of HS256 checked at each connect, every channel open to whoever has a token.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
	"time"

	"github.com/centrifugal/centrifuge"
	"github.com/golang-jwt/jwt/v5"
)

func main() {
	address := flag.String("address", "127.0.0.1:9001", "where to listen")
	history := flag.Int("history", 0, "messages kept per channel; 0: none, and nothing is recovered")
	flag.Parse()
	secret := []byte(os.Getenv("TIDEWIRE_BENCH_SECRET"))
	if len(secret) == 0 {
		log.Fatal("TIDEWIRE_BENCH_SECRET must hold the secret that tokens are signed with.")
	}

	node, err := centrifuge.New(centrifuge.Config{})
	if err != nil {
		log.Fatal(err)
	}
	node.OnConnecting(func(_ context.Context, event centrifuge.ConnectEvent) (centrifuge.ConnectReply, error) {
		return connect(secret, event.Token)
	})
	node.OnConnect(func(client *centrifuge.Client) { serve(client, *history) })
	if err := node.Run(); err != nil {
		log.Fatal(err)
	}

	// As the library's documentation recommends for many connections that are mostly idle.
	http.Handle("/connection/websocket", centrifuge.NewWebsocketHandler(node, centrifuge.WebsocketConfig{
		UseWriteBufferPool:         true,
		ProcessCommandsOffReadLoop: true,
	}))
	fmt.Println("listening on", *address)
	log.Fatal(http.ListenAndServe(*address, nil))
}

func connect(secret []byte, token string) (centrifuge.ConnectReply, error) {
	claims := jwt.RegisteredClaims{}
	_, err := jwt.ParseWithClaims(token, &claims, func(*jwt.Token) (any, error) { return secret, nil },
		jwt.WithValidMethods([]string{"HS256"}), jwt.WithExpirationRequired())
	if errors.Is(err, jwt.ErrTokenExpired) {
		return centrifuge.ConnectReply{}, centrifuge.ErrorTokenExpired
	}
	if err != nil {
		return centrifuge.ConnectReply{}, centrifuge.DisconnectInvalidToken
	}
	return centrifuge.ConnectReply{
		Credentials: &centrifuge.Credentials{UserID: claims.Subject, ExpireAt: claims.ExpiresAt.Unix()},
	}, nil
}

func serve(client *centrifuge.Client, history int) {
	client.OnSubscribe(func(_ centrifuge.SubscribeEvent, reply centrifuge.SubscribeCallback) {
		reply(centrifuge.SubscribeReply{Options: centrifuge.SubscribeOptions{
			EnablePositioning: history > 0,
			EnableRecovery:    history > 0,
		}}, nil)
	})
	client.OnPublish(func(_ centrifuge.PublishEvent, reply centrifuge.PublishCallback) {
		options := centrifuge.PublishOptions{}
		if history > 0 {
			options.HistorySize = history
			options.HistoryTTL = 24 * time.Hour
		}
		reply(centrifuge.PublishReply{Options: options}, nil)
	})
}
